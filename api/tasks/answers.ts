import { isDomainError, type DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { answerOutOfOutbox, createPrismaOutbox } from '../../store/outbox/outbox.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import { answerTask, type TaskAnswer } from '../../workflows/messages.ts';
import { toldInOrder } from '../temporal/told-in-order.ts';
import type { SendUpdate } from '../temporal/updates.ts';

/** Whether the workflow has taken the answer; false = not known yet. @throws DomainError when it refused. */
export type AnswerTask = (workflowId: string, updateId: string, message: TaskAnswer) => Promise<boolean>;

interface Dependencies {
  send: SendUpdate;
  prisma: PrismaClient;
}

/** Sends an answer; one that is refused gives the task back to whoever answered. */
export function createAnswerer({ send, prisma }: Dependencies): AnswerTask {
  const outbox = createPrismaOutbox(prisma);
  return async (workflowId, updateId, message) => {
    try {
      return await toldInOrder(outbox, outboxMessages.answerTask(message.taskId), () =>
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
    prisma.$executeRaw(answerOutOfOutbox(taskId, updateId)),
  ]);
}
