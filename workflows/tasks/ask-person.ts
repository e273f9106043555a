/** Human work: a task stands in the queue of those who may take it, its deadline runs, and what passes is recorded. */
import { condition, workflowInfo } from '@temporalio/workflow';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import { now } from '../time.ts';
import { tasks } from './effects.ts';
import type { Question, TaskHolder } from './task-holder.ts';

interface Waiting {
  /** Something else than an answer ends the wait as well. */
  readonly isHeard?: () => boolean;
  /** Whether the wait goes on after the deadline, however long, or nobody's answer is one too. */
  readonly silence?: 'waitsOn' | 'answers';
}

/**
 * Puts one task into the queue, warns, records the missed deadline and escalates as these times pass, and waits until
 * it is answered or whatever else is heard. The holder keeps the answer, and the task while nobody has acted on it.
 * @returns false where the deadline passed in silence, and silence answers.
 */
export async function askPerson(holder: TaskHolder, question: Question, waiting: Waiting = {}): Promise<boolean> {
  const { kind, open, clock, ...known } = question;
  const { isHeard = () => holder.answer !== undefined, silence = 'waitsOn' } = waiting;
  const { subject } = holder;
  const { workflowId } = workflowInfo();
  const task = holder.newTask(kind, open);
  await tasks.openTask({ subject, workflowId, ...task, ...clock, ...known, at: now() });
  holder.shows(question);
  for (const [mark, time] of marksOf(clock)) {
    if (await condition(isHeard, until(time), { summary: `${mark} ${time}` })) return true;
    if (mark === 'breached' && silence === 'answers') return false;
    const { taskId } = task;
    const ofCase = question.stage !== undefined;
    await tasks.markTask({ subject, taskId, mark, dueAt: clock.dueAt, ofCase, at: now() });
  }
  await condition(isHeard);
  return true;
}

/** A task that is opened later than its warning is due is not warned of. */
function marksOf({ warnAt, dueAt, escalateAt }: TaskClock) {
  const marks = [
    ['warned', warnAt],
    ['breached', dueAt],
    ['escalated', escalateAt],
  ] as const;
  return marks.filter(([mark, time]) => mark !== 'warned' || time > now());
}

/** Milliseconds from now; none when it has passed. */
export function until(time: string): number {
  return Math.max(0, Date.parse(time) - Date.parse(now()));
}
