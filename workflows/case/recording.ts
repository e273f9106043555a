/**
 * What a case hears is recorded, each by an effect that reads in the record what was said; what the effect answers is
 * what the case goes on with. Undefined where the record refuses it: then it was not said.
 */
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { Actor, AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { Recorded, Unsettled } from '../../activities/case/deciding.ts';
import type { Conclusion } from '../../store/cases/port.ts';
import { tasks } from '../tasks/effects.ts';
import { now } from '../time.ts';
import type { CaseFile } from './case-file.ts';
import { cases, steps } from './effects.ts';

/** How a case was concluded. */
export interface Over {
  readonly conclusion: Conclusion;
}

/** What a case has heard, as the record has it. */
export type Heard =
  | { readonly kind: 'concluded'; readonly conclusion: Conclusion }
  /** 待核: a fact has changed, so that it cannot be decided so. */
  | ({ readonly kind: 'unsettled' } & Unsettled)
  /** 受理 */
  | { readonly kind: 'accepted'; readonly clock: TaskClock }
  /** 补正 */
  | ({ readonly kind: 'requested' } & Request)
  /** An answer that leads to the next step. */
  | { readonly kind: 'answered'; readonly taskId: string; readonly outcome: AnswerOutcome; readonly by: Actor }
  /** 撤销办理 */
  | { readonly kind: 'takenBack' };

/** What the applicant has been asked for; ISO instants. */
export interface Request {
  readonly from: string;
  readonly remindAt: string;
  readonly supplyBy: string;
}

/** @param open what the rules have left open */
export function recordAnswer(file: CaseFile, open: readonly Reason[]): Promise<Heard | undefined> {
  const answer = file.answer!;
  return (byOutcome as Recording<AnswerOutcome, AnswerGiven>)[answer.outcome]!(file, answer, open);
}

/** @param open what the rules have left open */
export function recordMessage(
  file: CaseFile,
  message: MessageSent,
  open: readonly Reason[],
): Promise<Heard | undefined> {
  return (byKind as Recording<string, MessageSent>)[message.kind]!(file, message, open);
}

type Recording<Name extends string, Said> = Readonly<
  Partial<Record<Name, (file: CaseFile, said: Said, open: readonly Reason[]) => Promise<Heard | undefined>>>
>;

const byOutcome = {
  approved: decided,
  notRecognised: decided,
  notAccepted: (file: CaseFile, answer: AnswerGiven<'notAccepted'>) =>
    concluded(file, answer.taskId, cases.endNotAccepted({ ...file.place, answer, at: now() })),
  accepted: (file: CaseFile, answer: AnswerGiven<'accepted'>) =>
    accepted(file, answer.taskId, steps.acceptCase({ ...file.place, answer, waits: file.waits, at: now() })),
  supplementRequested: (file: CaseFile, answer: AnswerGiven<'supplementRequested'>, open: readonly Reason[]) =>
    requested(file, answer.taskId, (at) => steps.requestSupplement({ ...file.place, answer, open, at })),
  recommended: answered,
  notRecommended: answered,
  returned: answered,
  leftToRound: answered,
} as const;

const byKind = {
  withdrawn: over,
  personDied: over,
  takenBack,
  roundRuled: (file: CaseFile, message: MessageSent) =>
    concluded(file, message.id, cases.recordRoundDecision({ ...file.place, message, at: now() })),
  roundAsks: (file: CaseFile, message: MessageSent, open: readonly Reason[]) =>
    requested(file, message.id, (at) => steps.requestSupplement({ ...file.place, message, open, at })),
} as const;

function decided(file: CaseFile, answer: AnswerGiven<Outcome>): Promise<Heard | undefined> {
  return concluded(file, answer.taskId, cases.recordPersonsDecision({ ...file.place, answer, at: now() }));
}

function over(file: CaseFile, message: MessageSent): Promise<Heard | undefined> {
  return concluded(file, message.id, cases.endAsTold({ ...file.place, message, at: now() }));
}

async function concluded(file: CaseFile, id: string, effect: Promise<Recorded>): Promise<Heard | undefined> {
  const recorded = await file.unlessRefused(id, effect);
  if (!recorded) return undefined;
  const conclusion = recorded.done;
  const isHeld = 'unsettled' in conclusion;
  // What the rules make of it for a formal reason was led to by this as well.
  if (isHeld || ('outcome' in conclusion && conclusion.decidedBy.kind === 'rules')) file.recorded(id);
  if (isHeld) return { kind: 'unsettled', ...conclusion };
  file.concluded(conclusion);
  return { kind: 'concluded', conclusion };
}

/** The deadline runs from now on; unless whoever looked at it found that the person has applied already. */
async function accepted(
  file: CaseFile,
  id: string,
  effect: ReturnType<typeof steps.acceptCase>,
): Promise<Heard | undefined> {
  const recorded = await file.unlessRefused(id, effect);
  if (!recorded) return undefined;
  const { acceptedAt, clock } = recorded.done;
  file.recorded(id);
  if ('placeTaken' in recorded.done) {
    const conclusion = await cases.endAppliedForAlready({ ...file.place, at: now() });
    file.concluded(conclusion);
    return { kind: 'concluded', conclusion };
  }
  file.acceptedAt = acceptedAt;
  return { kind: 'accepted', clock };
}

async function requested(
  file: CaseFile,
  id: string,
  ask: (at: string) => ReturnType<typeof steps.requestSupplement>,
): Promise<Heard | undefined> {
  const from = now();
  const recorded = await file.unlessRefused(id, ask(from));
  if (!recorded) return undefined;
  file.recorded(id);
  file.supplementRequested = true;
  file.waitsForSupplement = true;
  const { supplyBy, remindAt } = recorded.done;
  return { kind: 'requested', from, remindAt, supplyBy };
}

async function answered(file: CaseFile, answer: AnswerGiven): Promise<Heard | undefined> {
  const { taskId } = answer;
  const recorded = await file.unlessRefused(taskId, tasks.recordAnswer({ subject: file.subject, answer, at: now() }));
  if (!recorded) return undefined;
  file.recorded(taskId);
  const { outcome, by } = recorded.done;
  return { kind: 'answered', taskId, outcome, by };
}

async function takenBack(file: CaseFile, message: MessageSent): Promise<Heard | undefined> {
  const { taskId } = file.task!;
  const effect = tasks.recordTakenBack({ subject: file.subject, taskId, message, at: now() });
  if (!(await file.unlessRefused(message.id, effect))) return undefined;
  file.recorded(message.id);
  file.recorded(taskId);
  return { kind: 'takenBack' };
}
