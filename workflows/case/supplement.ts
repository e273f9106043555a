/**
 * 补正: the clock stands still while the applicant is asked, once, for everything that is missing (PRACTICE, Acceptance).
 */
import { condition } from '@temporalio/workflow';
import type { SupplementAsked } from '../../activities/case/step-activities.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { CaseFile, Ended } from './case-file.ts';
import { notices, noticesBeside } from '../notices/effects.ts';
import { steps } from './effects.ts';
import type { CaseMessage, TaskAnswer } from '../messages.ts';
import { now } from '../time.ts';
import { until } from '../tasks/ask-person.ts';
import { endedBy } from './asking.ts';

/** `supplied`, or how the case ended meanwhile. A request that runs out closes the case without prejudice. */
export function requestSupplement(
  file: CaseFile,
  { taskId, also, by }: TaskAnswer & { outcome: 'supplementRequested' },
): Promise<Ended | 'supplied'> {
  return askApplicant(file, taskId, { taskId, by: by.subject, open: file.task!.open, also });
}

/** The same, asked by an expert of the round; what was seen missing is the message's. */
export function requestForRound(
  file: CaseFile,
  { id: messageId, by }: CaseMessage,
  open: readonly Reason[],
): Promise<Ended | 'supplied'> {
  return askApplicant(file, messageId, { messageId, by, open });
}

async function askApplicant(file: CaseFile, askedBy: string, request: SupplementAsked): Promise<Ended | 'supplied'> {
  const { caseId, opening } = file;
  const from = now();
  const { supplyBy, remindAt } = await steps.requestSupplement({ caseId, opening, ...request, at: from });
  file.recorded(askedBy);
  file.supplementRequested = true;
  file.waitsForSupplement = true;
  file.waitsIn('awaitingSupplement', supplyBy);
  await file.tell(noticesBeside.sendSupplementNotices({ caseId, opening, step: 'supplementRequested', at: now() }));

  const message = await supplied(file, remindAt, supplyBy);
  file.waitsForSupplement = false;
  if (!message) return { ending: 'lapsed', by: 'system' };
  if (message.kind !== 'supplied') return endedBy(message);
  await take(file, message.id);
  file.waits.push({ from, until: now() });
  return 'supplied';
}

/** What opened a lapsed case again is what it had been asked for. */
export async function takeWhatOpenedAgain(file: CaseFile): Promise<void> {
  await take(file, file.input.opening.messageId!);
}

async function take(file: CaseFile, messageId: string): Promise<void> {
  await steps.takeSupplement({ caseId: file.caseId, messageId, at: now() });
  file.recorded(messageId);
}

async function supplied(file: CaseFile, remindAt: string, supplyBy: string): Promise<CaseMessage | undefined> {
  const heard = () => file.leaving ?? file.heard('supplied');
  if (!(await condition(() => heard() !== undefined, until(remindAt), { summary: `remind ${remindAt}` }))) {
    const { caseId, opening } = file;
    await notices.sendSupplementNotices({ caseId, opening, step: 'supplementReminder', at: now() });
    await condition(() => heard() !== undefined, until(supplyBy), { summary: `supply by ${supplyBy}` });
  }
  return heard();
}
