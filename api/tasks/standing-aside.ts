import type { Caller } from '../../domain/access/access.ts';
import type { TaskChanges } from '../../store/tasks/task-changes.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import { requireAction } from './permission.ts';

export type StandAside = ReturnType<typeof createStandingAside>;

/** 回避: the caller says that the subject is not for them; none of its steps is offered to them from now on. */
export function createStandingAside({ standAside }: Pick<TaskChanges, 'standAside'>) {
  return async (task: TaskRow, version: number, caller: Caller, note?: string): Promise<void> => {
    requireAction('recuseFromTask', task, caller);
    await standAside(task, version, caller, 'declared', setFree(task, caller.subject), note);
  };
}

/**
 * Where the caller held it, it goes back to the queue or to whoever delegated it; where the caller had delegated it, it
 * stays there.
 */
function setFree({ state, assignee, delegator }: TaskRow, subject: string) {
  if (state === 'ready') return {};
  if (assignee !== subject) return delegator === subject ? { delegator: null } : {};
  return delegator === null
    ? { state: 'ready' as const, assignee: null, claimedAt: null }
    : { assignee: delegator, delegator: null };
}
