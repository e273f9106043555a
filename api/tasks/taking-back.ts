import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { MessageWithTask, TaskChanges } from '../../store/tasks/task-changes.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import { afterTheCall, tellMessage } from '../../store/outbox/message.ts';
import type { TellCase } from '../cases/tell.ts';
import { requireAction } from './permission.ts';

interface Dependencies {
  /** The one task that waits since the answer, if nobody has touched it. */
  findUntouchedAfter(answered: TaskRow): Promise<TaskRow | undefined>;
  takeFromQueue: TaskChanges['takeFromQueue'];
  sealer: Sealer;
  clock: Clock;
  tell: TellCase;
}

export type TakeBack = ReturnType<typeof createTakingBack>;

/**
 * 撤销办理: an answer is withdrawn while nobody has touched the step that followed it. That step's task is taken from its
 * queue with the message to the case, so that nobody claims it meanwhile; the case then opens the answered step anew.
 */
export function createTakingBack({ findUntouchedAfter, takeFromQueue, sealer, clock, tell }: Dependencies) {
  /** Whether the case has taken it; false = it will as soon as it can. */
  return async function takeBack(task: TaskRow, version: number, caller: Caller, note?: string): Promise<boolean> {
    requireAction('takeBackTask', task, caller);
    const following = task.version === version ? await findUntouchedAfter(task) : undefined;
    if (!following) throw actedOn(task);
    const message: MessageSent = { id: randomUUID(), kind: 'takenBack', taskId: task.id };
    const set = { state: 'cancelled' as const, completedAt: clock.now(), updateId: message.id };
    await takeFromQueue(following, caller, set, messageOn(task, message, caller, note));
    return tell(task.workflowId, message);
  };

  function messageOn(task: TaskRow, message: MessageSent, caller: Caller, note: string | undefined): MessageWithTask {
    const { subjectId, workflowId } = task;
    const { id, kind } = message;
    const now = clock.now();
    return {
      message: {
        id,
        caseId: subjectId,
        kind,
        taskId: task.id,
        sentBy: caller.subject,
        sentAt: now,
        state: 'sent',
        ...(note !== undefined && { bodySealed: sealer.seal({ note }) }),
      },
      outbox: tellMessage(subjectId, { workflowId, message }, afterTheCall(now)),
    };
  }
}

function actedOn({ id, state }: TaskRow): DomainError {
  return new DomainError('STATE_CONFLICT', 'Somebody has acted on this answer since, or it was not the last.', {
    params: { task: id, state, reason: 'actedOn' },
  });
}
