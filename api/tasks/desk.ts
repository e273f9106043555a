import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access.ts';
import { checkOfficerDecision, type OfficerDecision } from '../../domain/case/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { outboxMessages } from '../../records/outbox-messages.ts';
import { codedTask } from '../../records/coded.ts';
import type { TaskAnswer } from '../../workflows/messages.ts';
import { requirePermission } from '../authentication.ts';
import type { AnswerTask } from './answers.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  answer: AnswerTask;
}

/** After this the outbox sends an answer that the call itself could not. */
const resentAfterMs = 5_000;

export type TaskDesk = ReturnType<typeof createTaskDesk>;

/**
 * The reviewer's verbs. Claim and release touch the task's row alone, under the version that the reviewer saw; only
 * a completion reaches the workflow, as an Update whose id the row keeps.
 */
export function createTaskDesk({ prisma, sealer, clock, answer }: Dependencies) {
  return {
    async claim(id: string, version: number, caller: Caller) {
      requirePermission('claimTask', caller, await find(id));
      await change(id, version, 'ready', { state: 'claimed', assignee: caller.subject });
    },

    async release(id: string, version: number, caller: Caller) {
      requirePermission('releaseTask', caller, await find(id));
      await change(id, version, 'claimed', { state: 'ready', assignee: null });
    },

    /**
     * Whether the workflow has taken the answer; false when it has not said yet, then the outbox resends until it
     * does. @throws DomainError when the answer is incomplete, or the workflow refused it; the task stays claimed then.
     */
    async complete(id: string, version: number, decision: OfficerDecision, caller: Caller): Promise<boolean> {
      const task = await find(id);
      requirePermission('completeTask', caller, task);
      const by = { subject: caller.subject, role: task.candidate };
      checkOfficerDecision({ ...decision, by }, { open: task.open, enteredBy: task.case.submission.clientId });

      const updateId = randomUUID();
      const message: TaskAnswer = { ...withoutNotes(decision), taskId: id, by };
      const sealed = { state: 'completing', updateId, resultSealed: sealer.seal({ ...decision, by }), rejection: Prisma.DbNull };
      await change(id, version, 'claimed', sealed, outboxRow(updateId, task.caseId, message));
      return answer(task.caseId, updateId, message);
    },
  };

  async function find(id: string) {
    const include = { case: { include: { submission: { select: { clientId: true } } } } };
    const task = await prisma.task.findUnique({ where: { id }, include });
    if (!task) throw new DomainError('NOT_FOUND', `There is no task ${id}.`, { params: { task: id } });
    return codedTask(task);
  }

  /** Compare and set: the row must be in `from`, at the version that the caller saw. */
  async function change(
    id: string,
    version: number,
    from: string,
    data: Prisma.TaskUpdateManyMutationInput,
    message?: Prisma.OutboxCreateManyInput,
  ): Promise<void> {
    const changeRow = ({ task }: Pick<PrismaClient, 'task'>) =>
      task.updateMany({ where: { id, version, state: from }, data: { ...data, version: { increment: 1 } } });
    const { count } = message
      ? await prisma.$transaction(async (within) => {
          const changed = await changeRow(within);
          if (changed.count > 0) await within.outbox.createMany({ data: [message] });
          return changed;
        })
      : await changeRow(prisma);
    if (count === 0) throw overtaken(await find(id), version, from);
  }

  function outboxRow(updateId: string, caseId: string, message: TaskAnswer): Prisma.OutboxCreateManyInput {
    const notBefore = new Date(clock.now().getTime() + resentAfterMs);
    const payload = { updateId, message } as unknown as Prisma.InputJsonObject;
    return { id: outboxMessages.answerTask(message.taskId), kind: 'answerTask', caseId, payload, notBefore };
  }
}

function overtaken({ id, state, version }: { id: string; state: string; version: number }, seen: number, from: string): DomainError {
  const params = { task: id, state, version };
  return state === from
    ? new DomainError('VERSION_CONFLICT', `The task is at version ${version}, not ${seen}: read it again.`, { params })
    : new DomainError('STATE_CONFLICT', `The task is ${state}, not ${from}.`, { params });
}

/** Notes may name people; they stay sealed in the task's row and do not travel. */
function withoutNotes(decision: OfficerDecision): OfficerDecision {
  return { ...decision, answers: decision.answers.map(({ point, answer }) => ({ point, answer })) };
}
