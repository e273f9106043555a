import type { PrismaClient } from '../../generated/engine/client.ts';

export const memberStates = ['judging', 'asked', 'ruled', 'carried', 'left'] as const;
export type MemberState = (typeof memberStates)[number];

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
  const [found] = await prisma.$queryRaw<[Counted]>`
    SELECT
      (SELECT json_object_agg("state", "count") FROM (
        SELECT "state", count(*) AS "count" FROM "RoundMember" WHERE "roundId" = ${roundId} GROUP BY "state") AS states) AS "members",
      (SELECT count(*) FROM "BallotAssignment" WHERE "roundId" = ${roundId} AND "state" IN ('waiting', 'cast')) AS "due",
      (SELECT count(*) FROM "BallotAssignment" WHERE "roundId" = ${roundId} AND "state" = 'cast') AS "cast",
      (SELECT count(*) FROM (SELECT FROM "Ballot" WHERE "roundId" = ${roundId}
        GROUP BY "caseId" HAVING count(DISTINCT "opinion") > 1) AS split) AS "splits",
      (SELECT count(*) FROM "RoundMember" AS member JOIN "CaseMessage" AS message ON message."id" = member."messageId"
        WHERE member."roundId" = ${roundId} AND member."state" = 'ruled' AND message."state" = 'taken') AS "decided"`;
  const { members, due, cast, splits, decided } = found;
  const none = { judging: 0, asked: 0, ruled: 0, carried: 0, left: 0 };
  return {
    members: { ...none, ...members },
    ballots: { due: Number(due), cast: Number(cast) },
    splits: Number(splits),
    decided: Number(decided),
  };
}
