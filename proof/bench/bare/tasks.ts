import type { PrismaClient } from '../../../generated/engine/client.ts';
import type { Applicant } from './effects.ts';

const dayMs = 24 * 3_600_000;
const reviewer = 'reviewer';

/** The rows of a task that is opened, for the transaction of the effect. */
export function taskOpened(
  prisma: PrismaClient,
  caseId: string,
  id: string,
  { region, institution }: Pick<Applicant, 'region' | 'institution'>,
) {
  const at = new Date();
  const candidate = 'departmentReviewer';
  const place = { region, institution, candidate, queue: `${candidate}/${region}/${institution}/-` };
  const clock = { createdAt: at, warnAt: new Date(at.getTime() + dayMs), dueAt: new Date(at.getTime() + 2 * dayMs) };
  const row = {
    id,
    subjectId: caseId,
    policyVersionId: 'bare',
    workflowId: caseId,
    kind: 'departmentReview',
    state: 'ready',
    majorPriority: 1,
    minorPriority: 1,
    open: [],
  };
  return [prisma.task.createMany({ data: [{ ...row, ...place, ...clock }] }), event(prisma, id, 'opened', 'system')];
}

/** The same of one whose answer is recorded; it need not be sent again. */
export function taskCompleted(prisma: PrismaClient, id: string, answer: string) {
  const data = { state: 'completed', completedAt: new Date(), answer, version: { increment: 1 } };
  return [
    prisma.task.updateMany({ where: { id }, data }),
    event(prisma, id, 'completed', reviewer),
    prisma.outbox.deleteMany({ where: { id: outboxId(id) } }),
  ];
}

/**
 * What a reviewer does to the rows before the workflow hears of it: takes the task, and leaves the answer to be sent.
 */
export function createReviewer(prisma: PrismaClient) {
  return {
    async claim(id: string): Promise<void> {
      const data = { state: 'claimed', assignee: reviewer, claimedAt: new Date(), version: { increment: 1 } };
      await prisma.$transaction([
        prisma.task.updateMany({ where: { id }, data }),
        event(prisma, id, 'claimed', reviewer),
      ]);
    },

    async answer(caseId: string, id: string, updateId: string): Promise<void> {
      const resultSealed = new Uint8Array(100);
      const data = { state: 'completing', updateId, resultSealed, completedBy: reviewer, version: { increment: 1 } };
      const message = {
        id: outboxId(id),
        kind: 'answerTask',
        subjectId: caseId,
        payload: { updateId },
        notBefore: new Date(),
      };
      await prisma.$transaction([
        prisma.task.updateMany({ where: { id }, data }),
        prisma.outbox.createMany({ data: [message] }),
      ]);
    },
  };
}

function event(prisma: PrismaClient, taskId: string, action: string, actor: string) {
  const assignee = actor === reviewer ? reviewer : null;
  return prisma.taskEvent.createMany({ data: [{ taskId, at: new Date(), action, actor, assignee }] });
}

function outboxId(taskId: string): string {
  return `answerTask:${taskId}`;
}
