/** A decision that was drawn, under the lock of whoever acts on it, and the writes that follow. */
import { Prisma } from '../../generated/engine/client.ts';
import { assignments, writeAtOnce } from '../one-statement.ts';
import { appended, type Effect } from '../subjects/effects.ts';
import { involvedIn } from './involved.ts';
import type { SampledRef } from './port.ts';
import { getDecision, type SampledDecision } from './sampled.ts';

export interface LockedDecision extends SampledDecision {
  /** Everybody who has had anything to do with the case. */
  readonly involved: readonly string[];
}

/** What to write, as it is decided under the lock; what the rules refuse is thrown. */
export type Decide<R> = (decision: LockedDecision) => R | Promise<R>;

/** Whoever calls judges, judges or handles takes this lock. @throws DomainError NOT_FOUND */
export async function lockDecision(transaction: Prisma.TransactionClient, ref: SampledRef): Promise<LockedDecision> {
  const { drawId, caseId } = ref;
  await transaction.$queryRaw`SELECT FROM "SampledCase"
    WHERE "drawId" = ${drawId} AND "caseId" = ${caseId}::uuid FOR UPDATE`;
  const decision = await getDecision(transaction, ref);
  return { ...decision, involved: await involvedIn(transaction, caseId, drawId) };
}

/**
 * The writes with the entry of the draw's chain that says so.
 * @param step what is done to this decision at most once
 */
export async function writeAbout(
  transaction: Prisma.TransactionClient,
  { draw, caseId }: SampledDecision,
  step: string,
  effect: Omit<Effect<object>, 'writes'>,
  writes: readonly Prisma.Sql[],
): Promise<void> {
  const entry = { ...effect, result: { case: caseId, ...effect.result } };
  await writeAtOnce(transaction, [
    ...(await appended(transaction, draw.subjectId, `${step}@${caseId}`, entry)),
    ...writes,
  ]);
}

export function changedDecision({ drawId, caseId }: SampledRef, columns: object): Prisma.Sql {
  return Prisma.sql`UPDATE "SampledCase" SET ${assignments(columns)}
    WHERE "drawId" = ${drawId} AND "caseId" = ${caseId}::uuid`;
}

export function changedOpinion({ drawId, caseId }: SampledRef, judge: string, columns: object): Prisma.Sql {
  return Prisma.sql`UPDATE "SamplingOpinion" SET ${assignments(columns)}
    WHERE "drawId" = ${drawId} AND "caseId" = ${caseId}::uuid AND "subject" = ${judge}`;
}
