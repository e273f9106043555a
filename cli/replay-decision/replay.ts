import { applicationOf } from '../../domain/eligibility/application.ts';
import { createPrismaCaseStore } from '../../store/cases/case-store.ts';
import type { StoredCase } from '../../store/cases/port.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import type { Assessed, Facts } from '../../domain/eligibility/verdict.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { AuditEntry } from '../../generated/engine/client.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { firstBroken, type AuditLink } from '../../store/subjects/audit-chain.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { createPolicyStore } from '../../store/policies/policy-versions.ts';

export interface Replay {
  readonly caseId: string;
  /** Under which the case was opened, whatever has been published since. */
  readonly policy: Pick<Policy, 'id' | 'pack' | 'version'>;
  readonly disease: string;
  readonly assessments: readonly ReplayedAssessment[];
  readonly auditEntries: number;
  /** What is not as it was recorded; empty when the rules answer the same and the record is whole. */
  readonly differences: readonly string[];
}

interface ReplayedAssessment extends Assessed {
  readonly ordinal: number;
  readonly assessedAt: string;
}

/**
 * Runs the rules again on the facts they saw, at the instant and under the policy of then, and checks the audit chain.
 * @throws DomainError NOT_FOUND
 */
export async function replayCase(
  database: EngineDatabase,
  sealer: Sealer,
  caseId: string,
): Promise<{ replay: Replay; policy: Policy }> {
  const found = await createPrismaCaseStore(database, sealer).get(caseId);
  const { prisma } = database;
  const policy = await createPolicyStore(prisma).get(found.policyVersionId);
  const { assessments, subject } = await prisma.applicationCase.findUniqueOrThrow({
    where: { id: caseId },
    include: {
      assessments: { orderBy: { ordinal: 'asc' } },
      subject: { include: { audit: { orderBy: { sequence: 'asc' } } } },
    },
  });
  const { audit, auditSequence, auditHash } = subject;
  const replayed = assessments.map(({ ordinal, assessedAt, verdict, trace, factsSealed }) => {
    const again = assess(policy, applicationOf(found), sealer.open(factsSealed) as Facts, assessedAt);
    const recorded = { verdict, trace } as unknown as Assessed;
    return {
      shown: { ordinal, assessedAt: assessedAt.toISOString(), ...again },
      differences: differencesBetween(recorded, again),
    };
  });
  const { id, pack, version } = policy;
  return {
    policy,
    replay: {
      caseId,
      policy: { id, pack, version },
      disease: found.disease,
      assessments: replayed.map(({ shown }) => shown),
      auditEntries: audit.length,
      differences: [
        ...replayed.flatMap(({ shown, differences }) =>
          differences.map((difference) => `assessment ${shown.ordinal}, ${difference}`),
        ),
        ...breaksOf(audit, { sequence: auditSequence, hash: auditHash }),
        ...unlikeItsEntry(found, audit),
      ],
    },
  };
}

/** Where the rules answer otherwise than was recorded, each named. */
export function differencesBetween(recorded: Assessed, again: Assessed): string[] {
  const steps = Math.max(recorded.trace.length, again.trace.length);
  return [
    ...difference('verdict', recorded.verdict, again.verdict),
    ...Array.from({ length: steps }, (_, index) => {
      const [before, now] = [recorded.trace[index], again.trace[index]];
      return difference(`step ${index + 1} (${(before ?? now)!.rule})`, before, now);
    }).flat(),
  ];
}

function difference(what: string, recorded: unknown, again: unknown): string[] {
  const [before, now] = [recorded, again].map((value) => (value === undefined ? 'nothing' : canonicalJson(value)));
  return before === now ? [] : [`${what}: recorded ${before}, now ${now}`];
}

function breaksOf(audit: readonly AuditEntry[], head: { sequence: number; hash: string }): string[] {
  const broken = firstBroken(audit as readonly AuditLink[]);
  if (broken !== undefined) return [`audit chain: entry ${broken} does not follow from the one before it`];
  const last = audit.at(-1);
  const ends = last?.sequence === head.sequence && last.hash === head.hash;
  return ends ? [] : [`audit chain: ends with entry ${last?.sequence ?? 0}, the case has seen ${head.sequence}`];
}

/** The decision on the case against the one in the chain. */
function unlikeItsEntry({ decision }: StoredCase, audit: readonly AuditEntry[]): string[] {
  const decided = audit.find(({ action }) => action === 'decided');
  return difference('decision', decided?.data, decision ?? undefined);
}
