import type { Facts } from '../../domain/eligibility/verdict.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { besideCase, besideIn, isPlaceAmong, type Beside, type BesideRow } from '../cases/beside.ts';
import type { StoredCase } from '../cases/port.ts';
import type { EngineDatabase } from '../database.ts';
import { everythingOf, registeredIn, type RegisteredRow } from './registry.ts';

/** What registers and the person's other cases say; papers are the case's own. */
export type KnownOfPerson = Omit<Facts, 'papers' | 'recognised' | 'appliedFor'> & Beside;

/** The case that asks: its own recognition does not count, and its name is held against the register's. */
export interface Asking {
  readonly caseId: string;
  readonly name: string;
}

/** @param asking none where there is no case yet. */
export type ReadFacts = (personId: string, asking?: Asking) => Promise<KnownOfPerson>;

export function askingFor({ id: caseId, contacts }: Pick<StoredCase, 'id' | 'contacts'>): Asking {
  return { caseId, name: contacts.patient.name };
}

/** With the papers and records of the case itself. */
export function factsFor(stored: StoredCase, { approvals: _approvals, places, ...known }: KnownOfPerson): Facts {
  const appliedForAlready = !stored.holdsPlace && isPlaceAmong(places, stored);
  const records = [...known.records, ...stored.records];
  return { ...known, records, papers: stored.papers, ...(appliedForAlready && { appliedForAlready }) };
}

/** One plain statement, for every assessment and every decision asks it. */
export function registeredFacts({ run }: Pick<EngineDatabase, 'run'>, sealer: Sealer): ReadFacts {
  return async (personId, asking) => {
    const [row] = await run<{ registered: RegisteredRow; beside: BesideRow[] }>(Prisma.sql`
      WITH registered AS (${everythingOf(personId)}), beside AS (${besideCase(personId, asking?.caseId)})
      SELECT (SELECT to_jsonb(registered) FROM registered) AS "registered",
        (SELECT coalesce(jsonb_agg(to_jsonb(beside)), '[]') FROM beside) AS "beside"`);
    return { ...registeredIn(row!.registered, sealer, asking?.name), ...besideIn(row!.beside) };
  };
}
