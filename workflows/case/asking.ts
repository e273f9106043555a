/** What a case hears while it waits for people: an answer, or what ends or turns it. */
import type { Ruling } from '../../domain/case/decision.ts';
import type { Stage } from '../../domain/case/stage.ts';
import type { CaseMessage, TaskAnswer } from '../messages.ts';
import { askPerson } from '../tasks/ask-person.ts';
import type { Question } from '../tasks/task-holder.ts';
import type { CaseFile, Ended } from './case-file.ts';

/** A step of the case's own course. */
export type Step = Question & { readonly stage: Stage };

/** What a wait ended with: an answer, or a message that ends or turns the case. */
export type Heard = { readonly answer: TaskAnswer } | { readonly message: CaseMessage };

/** Asks people and waits for their answer, however late it comes. */
export async function askPeople(file: CaseFile, step: Step): Promise<Heard> {
  return (await ask(file, step, 'waitsOn')) as Heard;
}

/** The same where the deadline ends the wait: silence is an answer too. */
export async function askPeopleUntilDue(file: CaseFile, step: Step): Promise<Heard | 'silence'> {
  return ask(file, step, 'answers');
}

async function ask(file: CaseFile, step: Step, silence: 'waitsOn' | 'answers'): Promise<Heard | 'silence'> {
  if (file.leaving) return { message: file.leaving };
  const isHeard = () => file.leaving !== undefined || file.answer !== undefined || file.heard(...turning) !== undefined;
  return (await askPerson(file, step, { isHeard, silence })) ? whatWasHeard(file) : 'silence';
}

/** What turns a case while a task of it waits for an answer. */
const turning = ['takenBack', 'roundRuled', 'roundAsks'] as const;

function whatWasHeard(file: CaseFile): Heard {
  const message = file.leaving ?? (file.answer ? undefined : file.heard(...turning));
  return message ? { message } : { answer: file.answer! };
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
