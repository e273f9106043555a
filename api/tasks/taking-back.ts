import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { codedTask } from '../../store/tasks/coded.ts';
import { insertAfter } from '../../store/one-statement.ts';
import { afterTheCall, tellMessage } from '../../store/outbox/message.ts';
import { intoOutboxAfter } from '../../store/outbox/outbox.ts';
import type { CaseMessage } from '../../workflows/messages.ts';
import type { TellCase } from '../cases/tell.ts';
import { changed, type ChangeTask } from './change.ts';
import { requireAction, type TaskRow } from './task-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  change: ChangeTask;
  sealer: Sealer;
  clock: Clock;
  tell: TellCase;
}

export type TakeBack = ReturnType<typeof createTakingBack>;

/**
 * 撤销办理: an answer is withdrawn while nobody has touched the step that followed it. That step's task is taken from its
 * queue with the message to the case, so that nobody claims it meanwhile; the case then opens the answered step anew.
 */
export function createTakingBack({ prisma, change, sealer, clock, tell }: Dependencies) {
  /** Whether the case has taken it; false = it will as soon as it can. */
  return async function takeBack(task: TaskRow, version: number, caller: Caller, note?: string): Promise<boolean> {
    requireAction('takeBackTask', task, caller);
    const following = task.version === version ? await followingOf(task) : undefined;
    if (!following) throw actedOn(task);
    const { subjectId, workflowId } = task;
    const message: CaseMessage = { id: randomUUID(), kind: 'takenBack', by: caller.subject, taskId: task.id };
    const sent = {
      id: message.id,
      caseId: subjectId,
      kind: message.kind,
      sentBy: caller.subject,
      sentAt: clock.now(),
      state: 'sent',
    };
    const bodySealed = note === undefined ? {} : { bodySealed: sealer.seal({ note }) };
    await change(following, 0, caller, {
      action: 'takeBackTask',
      set: { state: 'cancelled', completedAt: clock.now(), updateId: message.id },
      event: 'cancelled',
      also: [
        insertAfter(changed, 'CaseMessage', { ...sent, ...bodySealed }),
        intoOutboxAfter(changed, tellMessage(subjectId, { workflowId, message }, afterTheCall(sent.sentAt))),
      ],
    });
    return tell(workflowId, message);
  };

  /** The one task that waits since, if nobody has touched it. */
  async function followingOf({ id, subjectId, workflowId, completedAt }: TaskRow): Promise<TaskRow | undefined> {
    const since = await prisma.task.findMany({
      where: { subjectId, workflowId, id: { not: id }, createdAt: { gte: completedAt! } },
      omit: { resultSealed: true },
      take: 2,
    });
    const [only, another] = since.map((row) => codedTask(row));
    return only && !another && only.state === 'ready' && only.version === 0 ? only : undefined;
  }
}

function actedOn({ id, state }: TaskRow): DomainError {
  return new DomainError('STATE_CONFLICT', 'Somebody has acted on this answer since, or it was not the last.', {
    params: { task: id, state, reason: 'actedOn' },
  });
}
