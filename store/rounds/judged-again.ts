/** Members whose applicant was to be asked 补正, and whom their experts judge again. */
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Write } from '../subjects/effects.ts';

/** The case has what it asked for, and waits for its experts again: those of a round that votes still. */
export function judgeAgain(opening: number): Write {
  return {
    rows: ({ subjectId }) => [
      Prisma.sql`UPDATE "RoundMember" SET "state" = 'judging' FROM "BatchRound" AS round
        WHERE round."id" = "roundId" AND round."state" = 'voting' AND "caseId" = ${subjectId}::uuid
          AND "opening" = ${opening} AND "RoundMember"."state" = 'asked'`,
    ],
  };
}

/**
 * The case did not ask its applicant as the message wanted it: it was asked before, or something else turned it. One
 * that was asked waits elsewhere.
 */
export function judgedOn(prisma: Pick<PrismaClient, 'roundMember'>, messageId: string) {
  return prisma.roundMember.updateMany({
    where: { state: 'asked', case: { stage: 'awaitingBatch', messages: { some: { id: messageId } } } },
    data: { state: 'judging' },
  });
}
