import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedTaskAction, type TaskAction } from '../../domain/tasks/permitted-actions.ts';
import { targetOf, type StandingTask } from '../../domain/tasks/standing.ts';
import { requirePermission } from '../http/authentication.ts';

/** @throws DomainError NOT_PERMITTED, or STATE_CONFLICT where the task stands otherwise. */
export function requireAction(action: TaskAction, task: StandingTask, caller: Caller): void {
  requirePermission(action, caller, targetOf(task, caller));
  checkPermittedTaskAction(action, task);
}
