import type { PrismaClient } from '../generated/engine/client.ts';

/**
 * Whether the record has the effect of another message to this case that Temporal has not acknowledged: a Temporal that
 * died within the workflow task may have forgotten it. Until it is sent again the workflow refuses what comes after it,
 * as papers for a request that it does not remember; such a refusal is none yet.
 * @param outboxId of the message that was refused
 */
export async function isRecordAhead(prisma: PrismaClient, outboxId: string): Promise<boolean> {
  const [found] = await prisma.$queryRaw<[{ ahead: boolean }]>`
    SELECT EXISTS (
      SELECT FROM "Outbox" AS own JOIN "Outbox" AS other ON other."caseId" = own."caseId" AND other."id" <> own."id"
      WHERE own."id" = ${outboxId} AND (
        EXISTS (SELECT FROM "Task" WHERE other."id" = 'answerTask:' || "Task"."id" AND "Task"."caseId" = own."caseId" AND "state" = 'completed')
        OR EXISTS (SELECT FROM "CaseMessage" AS message WHERE other."id" = 'tell:' || message."id" AND message."caseId" = own."caseId"
          AND message."state" = 'taken'))) AS "ahead"`;
  return found.ahead;
}
