import type { Outcome } from '../../domain/case/decision.ts';
import type { CarriedBecause } from '../../domain/notices/round-notices.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { MemberState } from './codes.ts';

/** How far a round has come; nothing of it says who found what. */
export interface RoundFigures {
  readonly members: Readonly<Record<MemberState, number>>;
  /** Asked for and not replaced, and of these given. */
  readonly ballots: { readonly due: number; readonly cast: number };
  /** Members on whom the ballots so far differ. */
  readonly splits: number;
  /** Members whose case has taken what was ruled. */
  readonly decided: number;
}

interface Counted {
  members: Partial<Record<MemberState, number>> | null;
  due: bigint;
  cast: bigint;
  splits: bigint;
  decided: bigint;
}

export async function roundFigures(prisma: PrismaClient, roundId: string): Promise<RoundFigures> {
  const [counted] = await prisma.$queryRaw<[Counted]>`
    SELECT
      (SELECT json_object_agg("state", "count") FROM (
        SELECT "state", count(*) AS "count" FROM "RoundMember" WHERE "roundId" = ${roundId} GROUP BY "state"
      ) AS states) AS "members",
      (SELECT count(*) FROM "BallotAssignment"
        WHERE "roundId" = ${roundId} AND "state" IN ('waiting', 'cast')) AS "due",
      (SELECT count(*) FROM "BallotAssignment" WHERE "roundId" = ${roundId} AND "state" = 'cast') AS "cast",
      (SELECT count(*) FROM (SELECT FROM "Ballot" WHERE "roundId" = ${roundId}
        GROUP BY "caseId" HAVING count(DISTINCT "opinion") > 1) AS split) AS "splits",
      (SELECT count(*) FROM "RoundMember" AS member JOIN "CaseMessage" AS message ON message."id" = member."messageId"
        WHERE member."roundId" = ${roundId} AND member."state" = 'ruled' AND message."state" = 'taken') AS "decided"`;
  const { members, due, cast, splits, decided } = counted;
  const none = { judging: 0, asked: 0, ruled: 0, carried: 0, left: 0 };
  return {
    members: { ...none, ...members },
    ballots: { due: Number(due), cast: Number(cast) },
    splits: Number(splits),
    decided: Number(decided),
  };
}

/** What was ruled: results, and members left to a later round by the reason. */
export interface RoundRulings {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly carried: Readonly<Partial<Record<CarriedBecause, number>>>;
}

export async function roundRulings(prisma: Pick<PrismaClient, '$queryRaw'>, roundId: string): Promise<RoundRulings> {
  const rows = await prisma.$queryRaw<
    { outcome: Outcome | null; carriedBecause: CarriedBecause | null; count: number }[]
  >`
    SELECT "outcome", "carriedBecause", count(*)::int AS "count" FROM "RoundMember"
    WHERE "roundId" = ${roundId} AND ("outcome" IS NOT NULL OR "carriedBecause" IS NOT NULL)
    GROUP BY "outcome", "carriedBecause"`;
  const outcomes = { approved: 0, notRecognised: 0 };
  const carried: Partial<Record<CarriedBecause, number>> = {};
  for (const { outcome, carriedBecause, count } of rows) {
    if (outcome) outcomes[outcome] += count;
    if (carriedBecause) carried[carriedBecause] = (carried[carriedBecause] ?? 0) + count;
  }
  return { outcomes, carried };
}

/** Of the ballots that every member needs; those of further experts are in neither figure. */
export async function neededBallots(
  prisma: Pick<PrismaClient, '$queryRaw'>,
  roundId: string,
  experts: number,
): Promise<{ readonly due: number; readonly cast: number }> {
  const [counted] = await prisma.$queryRaw<[{ due: number; cast: number }]>`
    SELECT coalesce(sum(${experts}::int), 0)::int AS "due",
      coalesce(sum(least(coalesce(given."count", 0), ${experts}::int)), 0)::int AS "cast"
    FROM "RoundMember" AS member
      LEFT JOIN (SELECT "caseId", count(*) AS "count" FROM "Ballot" WHERE "roundId" = ${roundId} GROUP BY "caseId")
        AS given USING ("caseId")
    WHERE member."roundId" = ${roundId} AND member."state" <> 'left'`;
  return counted;
}
