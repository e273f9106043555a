import { isDomainError, type DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import { answerTask, type TaskAnswer } from '../../workflows/messages.ts';
import { toldInOrder } from '../temporal/record-ahead.ts';
import type { SendUpdate } from '../temporal/updates.ts';

/** Whether the workflow has taken the answer; false = not known yet. @throws DomainError when it refused. */
export type AnswerTask = (workflowId: string, updateId: string, message: TaskAnswer) => Promise<boolean>;

interface Dependencies {
  send: SendUpdate;
  prisma: PrismaClient;
}

/** Sends an answer; one that is refused gives the task back to whoever answered. */
export function createAnswerer({ send, prisma }: Dependencies): AnswerTask {
  return async (workflowId, updateId, message) => {
    try {
      return await toldInOrder(prisma, outboxMessages.answerTask(message.taskId), () =>
        send(workflowId, answerTask, updateId, message),
      );
    } catch (error) {
      if (!isDomainError(error)) throw error;
      await reopen(prisma, message.taskId, updateId, error);
      throw error;
    }
  };
}

/** With the reason; nothing when a later answer is under way. */
async function reopen(
  prisma: PrismaClient,
  taskId: string,
  updateId: string,
  { code, message, params, findings }: DomainError,
) {
  const rejection = { code, message, params, findings } as unknown as Prisma.InputJsonObject;
  await prisma.$transaction([
    prisma.task.updateMany({
      where: { id: taskId, updateId, state: 'completing' },
      data: { state: 'claimed', rejection, updateId: null, resultSealed: null, version: { increment: 1 } },
    }),
    prisma.$executeRaw(noLongerSent(taskId, updateId)),
  ]);
}

/**
 * The message goes with the workflow's own word: what its effects wrote may be ahead of Temporal, which forgets an
 * Update whose workflow task it did not see to the end.
 */
export function noLongerSent(taskId: string, updateId: string): Prisma.Sql {
  return Prisma.sql`DELETE FROM "Outbox" WHERE "id" = ${outboxMessages.answerTask(taskId)} AND "payload" ->> 'updateId' = ${updateId}`;
}
