/** Waiting for people: a task stands in their queue, its deadline runs, and what passes is recorded. */
import { condition, workflowInfo } from '@temporalio/workflow';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { TaskMark } from '../../store/cases/port.ts';
import type { Stage } from '../../domain/case/stage.ts';
import type { Ruling } from '../../domain/case/decision.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { CaseFile, Ended } from '../case/case-file.ts';
import { steps } from '../effects.ts';
import type { CaseMessage, TaskAnswer } from '../messages.ts';
import { now } from '../time.ts';

export interface Step {
  readonly kind: TaskKind;
  readonly stage: Stage;
  readonly open: readonly Reason[];
  readonly clock: TaskClock;
  /** Whose people do it, where not those of the institution chosen. */
  readonly institution?: string;
  /** The task whose answer led here: returned, or to be confirmed. */
  readonly follows?: string;
}

/** What a wait ended with: an answer, or a message that ends or turns the case. */
export type Heard = { readonly answer: TaskAnswer } | { readonly message: CaseMessage };

/** Puts one task into the queue and waits for its answer, however late it comes. */
export async function askPeople(file: CaseFile, step: Step): Promise<Heard> {
  return (await ask(file, step, 'waitsOn')) as Heard;
}

/** The same where the deadline ends the wait: silence is an answer too. */
export async function askPeopleUntilDue(file: CaseFile, step: Step): Promise<Heard | 'silence'> {
  return ask(file, step, 'answers');
}

async function ask(file: CaseFile, { kind, stage, open, clock, ...known }: Step, silence: 'waitsOn' | 'answers') {
  if (file.leaving) return { message: file.leaving };
  const task = file.newTask(kind, open);
  const { caseId } = file;
  await steps.openTask({
    caseId,
    workflowId: workflowInfo().workflowId,
    ...task,
    stage,
    ...clock,
    ...known,
    at: now(),
  });
  file.waitsIn(stage, clock.dueAt);
  const mark = (reached: TaskMark) =>
    steps.markTask({ caseId, taskId: task.taskId, mark: reached, dueAt: clock.dueAt, at: now() });
  const heard = await untilHeard(clock, () => isHeard(file), mark, silence);
  return heard ? whatWasHeard(file) : ('silence' as const);
}

/**
 * Waits for people. A warning, the missed deadline and the escalation are recorded as they pass.
 * @param silence whether the wait goes on after the deadline, or nobody's answer is one; then false is returned.
 */
export async function untilHeard(
  clock: TaskClock,
  isHeard: () => boolean,
  mark: (mark: TaskMark) => Promise<void>,
  silence: 'waitsOn' | 'answers' = 'waitsOn',
): Promise<boolean> {
  for (const [reached, at] of marksOf(clock)) {
    if (await condition(isHeard, until(at), { summary: `${reached} ${at}` })) return true;
    if (reached === 'breached' && silence === 'answers') return false;
    await mark(reached);
  }
  await condition(isHeard);
  return true;
}

/** What turns a case while a task of it waits for an answer. */
const turning = ['takenBack', 'roundRuled', 'roundAsks'] as const;

function isHeard(file: CaseFile): boolean {
  return file.leaving !== undefined || file.answer !== undefined || file.heard(...turning) !== undefined;
}

function whatWasHeard(file: CaseFile): Heard {
  const message = file.leaving ?? (file.answer ? undefined : file.heard(...turning));
  return message ? { message } : { answer: file.answer! };
}

/** A task that is opened later than its warning is due is not warned of. */
function marksOf({ warnAt, dueAt, escalateAt }: TaskClock) {
  const marks = [
    ['warned', warnAt],
    ['breached', dueAt],
    ['escalated', escalateAt],
  ] as const;
  return marks.filter(([mark, at]) => mark !== 'warned' || at > now());
}

/** Milliseconds from now; none when it has passed. */
export function until(at: string): number {
  return Math.max(0, Date.parse(at) - Date.parse(now()));
}

/** The ruling that a person's answer is. */
export function rulingIn(answer: TaskAnswer): Ruling {
  if (answer.outcome !== 'approved' && answer.outcome !== 'notRecognised')
    throw new TypeError(`${answer.outcome} rules nothing`);
  const { outcome, reasons, by } = answer;
  return { outcome, reasons, decidedBy: { kind: 'person', ...by } };
}

/** How a case ends that was withdrawn, or whose person died. */
export function endedBy({ id: messageId, kind, by }: CaseMessage): Ended {
  return { ending: kind === 'personDied' ? 'personDied' : 'withdrawn', by, messageId };
}
