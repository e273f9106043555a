/** Human work: a task stands in the queue of those who may take it, its deadline runs, and what passes is recorded. */
import { condition, workflowInfo } from '@temporalio/workflow';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import { heardBefore, now } from '../time.ts';
import { tasks } from './effects.ts';
import type { Question, TaskHolder } from './task-holder.ts';

/** What ends a wait, and what is done then. */
export interface Waiting<T> {
  /** Whether something has been heard that is to be acted on; an answer where nothing is said. */
  readonly isHeard?: () => boolean;
  /** Acts on what was heard; undefined where the record refuses it, and the wait goes on. */
  act(): Promise<T | undefined>;
  /** What is done when the deadline passes in silence; nothing where the wait goes on, however long. */
  readonly silence?: () => Promise<T>;
}

/**
 * Puts one task into the queue, warns, records the missed deadline and escalates as these times pass, and waits until
 * it is answered, or whatever else is heard, and that stands in the record.
 */
export async function askPerson<T>(holder: TaskHolder, question: Question, waiting: Waiting<T>): Promise<T> {
  const { kind, open, clock, ...known } = question;
  const { isHeard = () => holder.answer !== undefined, act, silence } = waiting;
  const { subject } = holder;
  const { workflowId } = workflowInfo();
  const task = holder.newTask(kind, open);
  await tasks.openTask({ subject, workflowId, ...task, ...clock, ...known, at: now() });
  holder.shows(question);

  const marks = marksOf(clock);
  for (;;) {
    const [next] = marks;
    if (await heardFirst(isHeard, next)) {
      const done = await act();
      if (done !== undefined) return done;
      continue;
    }
    const [mark] = marks.shift()!;
    if (mark === 'breached' && silence) return silence();
    const { taskId } = task;
    const ofCase = question.stage !== undefined;
    await tasks.markTask({ subject, taskId, mark, dueAt: clock.dueAt, ofCase, at: now() });
  }
}

type Mark = readonly ['warned' | 'breached' | 'escalated', time: string];

/** False where the time of the mark comes first. */
async function heardFirst(isHeard: () => boolean, next: Mark | undefined): Promise<boolean> {
  if (next) return heardBefore(isHeard, ...next);
  await condition(isHeard);
  return true;
}

/** A task that is opened later than its warning is due is not warned of. */
function marksOf({ warnAt, dueAt, escalateAt }: TaskClock): Mark[] {
  const marks: Mark[] = [
    ['warned', warnAt],
    ['breached', dueAt],
    ['escalated', escalateAt],
  ];
  return marks.filter(([mark, time]) => mark !== 'warned' || time > now());
}
