/** A case waits for people: for an answer, or for what ends or turns it meanwhile. */
import type { Stage } from '../../domain/case/stage.ts';
import { askPerson } from '../tasks/ask-person.ts';
import type { Question } from '../tasks/task-holder.ts';
import type { CaseFile } from './case-file.ts';
import { recordAnswer, recordMessage, type Heard } from './recording.ts';

/** A step of the case's own course. */
export type Step = Question & { readonly stage: Stage };

/**
 * Asks people and waits for their answer, however late it comes.
 * @param silence what is done when the deadline passes, where silence is an answer too.
 */
export async function askPeople(file: CaseFile, step: Step, silence?: () => Promise<Heard>): Promise<Heard> {
  const { open } = step;
  const left = file.leaving && (await recordMessage(file, file.leaving, open));
  if (left) return left;
  const act = () => {
    const message = file.leaving ?? (file.answer ? undefined : file.heard(...turning));
    return message ? recordMessage(file, message, open) : recordAnswer(file, open);
  };
  const isHeard = () => file.leaving !== undefined || file.answer !== undefined || file.heard(...turning) !== undefined;
  return askPerson(file, step, { isHeard, act, ...(silence && { silence }) });
}

/** What turns a case while a task of it waits for an answer. */
const turning = ['takenBack', 'roundRuled', 'roundAsks'] as const;
