import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { answerOutOfOutbox } from '../outbox/outbox.ts';

/** Gives the task back to whoever answered, with the reason; nothing when a later answer is under way. */
export async function refuseAnswer(
  prisma: PrismaClient,
  { taskId, answerId: updateId }: Pick<AnswerGiven, 'taskId' | 'answerId'>,
  { code, message, params, findings }: DomainError,
): Promise<void> {
  const rejection = { code, message, params, findings } as unknown as Prisma.InputJsonObject;
  await prisma.$transaction([
    prisma.task.updateMany({
      where: { id: taskId, updateId, state: 'completing' },
      data: {
        state: 'claimed',
        rejection,
        updateId: null,
        answer: null,
        resultSealed: null,
        version: { increment: 1 },
      },
    }),
    prisma.$executeRaw(answerOutOfOutbox({ taskId, answerId: updateId })),
  ]);
}

/** The step that was taken from its queue with a message 撤销办理 that the case refused. */
export function backIntoQueue(prisma: PrismaClient, messageId: string) {
  return prisma.task.updateMany({
    where: { subject: { case: { messages: { some: { id: messageId } } } }, updateId: messageId, state: 'cancelled' },
    data: { state: 'ready', updateId: null, completedAt: null, version: { increment: 1 } },
  });
}
