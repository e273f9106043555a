import { randomUUID } from 'node:crypto';
import type { Actor, AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { Answer, AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';

export type SaidBy<O extends AnswerOutcome = AnswerOutcome> = Answer<O> & { readonly by: Actor };

/** Keeps an answer in the row of its task, where that is free, as the API does it. Answers the bell. */
export async function answered<O extends AnswerOutcome>(
  { prisma, sealer }: { prisma: PrismaClient; sealer: Pick<Sealer, 'seal'> },
  taskId: string,
  said: SaidBy<O>,
  answerId: string = randomUUID(),
): Promise<AnswerGiven<O>> {
  const { subject: completedBy, onBehalfOf = null } = said.by;
  const outcome = said.outcome as O;
  const kept = { updateId: answerId, answer: outcome, resultSealed: sealer.seal(said), completedBy, onBehalfOf };
  await prisma.task.updateMany({
    where: { id: taskId, state: { in: ['ready', 'claimed'] } },
    data: { state: 'completing', ...kept },
  });
  return { taskId, answerId, outcome };
}
