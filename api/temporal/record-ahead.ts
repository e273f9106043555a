import { isDomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

/**
 * What the workflow says to a message, once nothing that the record has is missing from its memory: whether it has
 * taken it; false = not known yet. What was missing when it refused may have come with the same workflow task, and be
 * acknowledged by the time we ask: so a refusal stands only when it is given again.
 * @param outboxId of the message. @throws DomainError when it refused
 */
export async function toldInOrder(
  prisma: PrismaClient,
  outboxId: string,
  send: () => Promise<boolean>,
): Promise<boolean> {
  for (let refusals = 0; ; refusals += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isDomainError(error) || error.code !== 'STATE_CONFLICT') throw error;
      if (await isRecordAhead(prisma, outboxId)) return false;
      if (refusals > 0) throw error;
    }
  }
}

/**
 * Whether the record has the effect of another message to this case that Temporal has not acknowledged: a Temporal that
 * died within the workflow task may have forgotten it. Until it is sent again the workflow refuses what comes after it,
 * as papers for a request that it does not remember; such a refusal is none yet.
 */
async function isRecordAhead(prisma: PrismaClient, outboxId: string): Promise<boolean> {
  const [found] = await prisma.$queryRaw<[{ ahead: boolean }]>`
    SELECT EXISTS (
      SELECT FROM "Outbox" AS own JOIN "Outbox" AS other ON other."subjectId" = own."subjectId" AND other."id" <> own."id"
      WHERE own."id" = ${outboxId} AND (
        EXISTS (SELECT FROM "Task" WHERE other."id" = 'answerTask:' || "Task"."id" AND "Task"."subjectId" = own."subjectId" AND "state" = 'completed')
        OR EXISTS (SELECT FROM "CaseMessage" AS message WHERE other."id" = 'tell:' || message."id" AND message."caseId" = own."subjectId"
          AND message."state" = 'taken'))) AS "ahead"`;
  return found.ahead;
}
