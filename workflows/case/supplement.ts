/**
 * 补正: the clock stands still while the applicant is asked, once, for everything that is missing (PRACTICE, Acceptance).
 */
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { CaseFile } from './case-file.ts';
import { notices, noticesBeside } from '../notices/effects.ts';
import { cases, steps } from './effects.ts';
import { recordMessage, type Over, type Request } from './recording.ts';
import { heardBefore, now } from '../time.ts';

type Supplied = 'supplied' | Over;

/** `supplied`, or how the case was concluded meanwhile. A request that runs out closes the case without prejudice. */
export async function suppliedOrOver(file: CaseFile, request: Request): Promise<Supplied> {
  const { caseId, opening } = file;
  file.waitsIn('awaitingSupplement', request.supplyBy);
  await file.tell(noticesBeside.sendSupplementNotices({ caseId, opening, step: 'supplementRequested', at: now() }));

  const supplied = (await untilTold(file, 'remind', request.remindAt)) ?? (await reminded(file, request));
  file.waitsForSupplement = false;
  if (supplied === 'supplied') file.waits.push({ from: request.from, until: now() });
  return supplied;
}

async function reminded(file: CaseFile, { supplyBy }: Request): Promise<Supplied> {
  const { caseId, opening } = file;
  await notices.sendSupplementNotices({ caseId, opening, step: 'supplementReminder', at: now() });
  const told = await untilTold(file, 'supply by', supplyBy);
  if (told) return told;
  const conclusion = await cases.endLapsed({ ...file.place, at: now() });
  file.concluded(conclusion);
  return { conclusion };
}

/** What opened a lapsed case again is what it had been asked for. */
export async function takeWhatOpenedAgain(file: CaseFile): Promise<void> {
  await steps.takeSupplement({ caseId: file.caseId, messageId: file.course.messageId!, at: now() });
}

/** Nothing where that time comes first. */
async function untilTold(file: CaseFile, what: string, time: string): Promise<Supplied | undefined> {
  const told = () => file.leaving ?? file.heard('supplied');
  while (await heardBefore(() => told() !== undefined, what, time)) {
    const done = await act(file, told()!);
    if (done) return done;
  }
  return undefined;
}

async function act(file: CaseFile, message: MessageSent): Promise<Supplied | undefined> {
  if (message.kind === 'supplied') {
    const { id: messageId } = message;
    const effect = steps.takeSupplement({ caseId: file.caseId, messageId, at: now() });
    if (!(await file.unlessRefused(messageId, effect))) return undefined;
    file.recorded(messageId);
    return 'supplied';
  }
  const heard = await recordMessage(file, message, []);
  return heard?.kind === 'concluded' ? heard : undefined;
}
