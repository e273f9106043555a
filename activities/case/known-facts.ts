import type { Facts } from '../../domain/eligibility/verdict.ts';
import type { StoredCase } from '../../store/cases/port.ts';
import { askingFor, factsFor, type KnownOfPerson, type ReadFacts } from '../../store/registers/registered-facts.ts';

/** What registers and the record say while an effect runs, with the papers and records of the case itself. */
export interface Known {
  readonly facts: Facts;
  /** How many of the person's other cases were ever approved. */
  readonly approvals: number;
}

/** One effect's look at the facts of its case. */
export interface Look {
  /** @param at ISO instant of workflow time */
  at(stored: StoredCase, at: string): Promise<Known>;
  /** To the effect that follows at once, where this one has been recorded. */
  handOn(): void;
}

export type Looks = (caseId: string) => Look;

interface Seen {
  readonly known: KnownOfPerson;
  /** Workflow time of the read, and the entries that the case's chain had then. */
  readonly at: number;
  readonly sequence: number;
}

/** Of one workflow task. */
const freshForMs = 2_000;
/** Cases at most whose facts are kept. */
const most = 200;

/**
 * Each effect looks for itself, and spares the next one the read where that follows within the same workflow task: then
 * nobody has written on the case in between, as whoever brings what a register reports does.
 */
export function createLooks(read: ReadFacts): Looks {
  const handed = new Map<string, Seen>();

  return (caseId) => {
    let before = handed.get(caseId);
    handed.delete(caseId);
    let last: Seen | undefined;

    return {
      async at(stored, at) {
        const seen = before && isFresh(before, stored, at) ? before : await readAnew(stored, at);
        // An attempt that was refused has to look anew.
        before = undefined;
        last = { ...seen, sequence: stored.auditSequence };
        return { facts: factsFor(stored, seen.known), approvals: seen.known.approvals };
      },

      handOn() {
        if (!last) return;
        const [oldest] = handed.keys();
        if (oldest !== undefined && handed.size >= most) handed.delete(oldest);
        handed.set(caseId, last);
      },
    };
  };

  async function readAnew(stored: StoredCase, at: string): Promise<Seen> {
    const known = await read(stored.personId, askingFor(stored));
    return { known, at: Date.parse(at), sequence: stored.auditSequence };
  }
}

function isFresh({ sequence, at }: Seen, { auditSequence }: StoredCase, now: string): boolean {
  return auditSequence === sequence + 1 && Math.abs(Date.parse(now) - at) <= freshForMs;
}
