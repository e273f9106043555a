import type { Caller, Target } from '../../domain/access/access.ts';
import { checkPermittedTaskAction, type TaskAction } from '../../domain/tasks/permitted-actions.ts';
import { targetOf, type StandingTask } from '../../domain/tasks/standing.ts';
import type { TaskDetails } from '../../store/tasks/task-details.ts';
import { requirePermission } from '../http/authentication.ts';

/**
 * Whoever acts for the person of a case reads of it what the person agrees to, whatever else they are. Where a task is
 * about no case nobody acts for anybody.
 */
export function readingTarget(task: TaskDetails): Target {
  return { ...task, agents: task.dossier?.agents ?? [] };
}

/** @throws DomainError NOT_PERMITTED, or STATE_CONFLICT where the task stands otherwise. */
export function requireAction(action: TaskAction, task: StandingTask, caller: Caller): void {
  requirePermission(action, caller, targetOf(task, caller));
  checkPermittedTaskAction(action, task);
}
