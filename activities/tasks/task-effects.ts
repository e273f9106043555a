/** What effects do to a task, whichever workflow asks for them. */
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { CaseEffect, CaseStore, NewTask, StoredCase, TaskMarked } from '../../store/cases/port.ts';

export type OpeningTask = Pick<NewTask, 'workflowId' | 'kind' | 'ordinal' | 'open' | 'barred'> &
  TaskClock & { taskId: string; institution?: string; follows?: string };

/** Puts the task where its candidates see it. */
export function openingTask(task: OpeningTask, found: StoredCase) {
  const {
    taskId: id,
    workflowId,
    warnAt,
    dueAt,
    kind,
    ordinal,
    open,
    barred,
    follows,
    institution = found.institution,
  } = task;
  return {
    actor: 'system',
    action: 'taskOpened',
    result: { taskId: id, kind, dueAt },
    task: {
      id,
      workflowId,
      kind,
      ordinal,
      open,
      barred,
      institution,
      ...(follows && { follows }),
      warnAt: new Date(warnAt),
      dueAt: new Date(dueAt),
    },
  } as const satisfies Omit<CaseEffect<object>, 'at'>;
}

export type MarkingTask = TaskMarked & { dueAt: string };

/** Why it is late: nobody took it, or whoever did has not answered. */
export async function marking(store: CaseStore, { taskId, mark, dueAt }: MarkingTask) {
  const { assignee } = await store.taskOf(taskId);
  return {
    actor: 'system',
    action: markActions[mark],
    result: { taskId, dueAt, because: assignee === null ? 'unclaimed' : 'unanswered' },
    marks: { taskId, mark },
  } as const satisfies Omit<CaseEffect<object>, 'at'>;
}

const markActions = {
  warned: 'deadlineNear',
  breached: 'deadlineBreached',
  escalated: 'escalated',
} as const satisfies Record<TaskMarked['mark'], string>;

/** The person's answer is in the record. */
export function answers(taskId: string, outcome: AnswerOutcome): Pick<CaseEffect<object>, 'completes'> {
  return { completes: { taskId, outcome } };
}
