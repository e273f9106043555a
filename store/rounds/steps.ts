import type { RoundState } from '../../domain/rounds/standing.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { writeAtOnce } from '../one-statement.ts';
import { appended } from '../subjects/effects.ts';
import { subjectIdOf } from '../subjects/subject.ts';
import type { RoundStep } from './port.ts';

type Transaction = Pick<Prisma.TransactionClient, '$queryRaw' | '$executeRaw'>;

/**
 * The round moves on and says so in its audit chain, or does neither: false where it stands otherwise, or has done so
 * before. All who change a round hold its row first, then its members', then the head of its chain.
 */
export async function takeStep(
  transaction: Transaction,
  roundId: string,
  { effect, action, at, data, from, to }: RoundStep,
): Promise<boolean> {
  if (from && !(await standsIn(transaction, roundId, from))) return false;
  const entry = { at, actor: 'system', action, result: data };
  const writes = await appended(transaction, subjectIdOf('round', roundId), effect, entry);
  if (writes.length === 0) return false;
  await writeAtOnce(transaction, to ? [movesOn(roundId, to, at), ...writes] : writes);
  return true;
}

/** What the audit chain says of a step; undefined before it is taken. */
export async function stepTaken(
  prisma: Pick<PrismaClient, 'auditEntry'>,
  roundId: string,
  effect: string,
): Promise<{ readonly at: Date; readonly data: object } | undefined> {
  const subjectId = subjectIdOf('round', roundId);
  const entry = await prisma.auditEntry.findUnique({
    where: { subjectId_effect: { subjectId, effect } },
    select: { at: true, data: true },
  });
  return entry ? { at: entry.at, data: entry.data as object } : undefined;
}

async function standsIn(transaction: Transaction, roundId: string, states: readonly RoundState[]): Promise<boolean> {
  const [round] = await transaction.$queryRaw<{ state: RoundState }[]>`
    SELECT "state" FROM "BatchRound" WHERE "id" = ${roundId} FOR UPDATE`;
  return round !== undefined && states.includes(round.state);
}

function movesOn(roundId: string, to: RoundState, at: Date): Prisma.Sql {
  return Prisma.sql`UPDATE "BatchRound" SET "state" = ${to} ${stamp(to, at)} WHERE "id" = ${roundId}`;
}

function stamp(to: RoundState, at: Date): Prisma.Sql {
  if (to === 'closed') return Prisma.sql`, "closedAt" = ${at}`;
  // The signature may come while the coordinator asks for it, an instant after its time.
  return to === 'published' ? Prisma.sql`, "publishedAt" = GREATEST(${at}::timestamptz, "signedAt")` : Prisma.empty;
}
