/**
 * 受理: an application that is complete is accepted as it comes; else somebody accepts it, asks once for everything that
 * is missing, or does not take it up. Silence beyond the pack's days counts as accepted on receipt (PRACTICE,
 * Acceptance).
 */
import type { HandedOver } from '../../activities/case/assessment.ts';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { CaseFile, Ended } from './case-file.ts';
import { noticesBeside } from '../notices/effects.ts';
import { steps } from './effects.ts';
import type { TaskAnswer } from '../messages.ts';
import { requestSupplement } from './supplement.ts';
import { now } from '../time.ts';
import { askPeopleUntilDue, endedBy } from './asking.ts';

/** What people go on with: what is open, and by when it is to be decided. */
export type Matter = Pick<HandedOver, 'open' | 'institution'> & { readonly clock: TaskClock };

/** The matter accepted; how the case ended; or `supplied`, when the rules are to look again. */
export async function acceptance(file: CaseFile, found: HandedOver): Promise<Matter | Ended | 'supplied'> {
  await sayThatItHasArrived(file);
  const { open, institution } = found;
  const matter = { open, ...(institution && { institution }) };
  if (found.acceptedAt) file.acceptedAt = found.acceptedAt;
  if (file.acceptedAt) return { ...matter, clock: found.clock };
  const kind = file.input.procedure === 'reviewChain' ? 'deskAcceptance' : 'acceptance';
  const step = { kind, stage: 'awaitingAcceptance', clock: found.acceptance!, ...matter } as const;
  const heard = await askPeopleUntilDue(file, step);
  if (heard === 'silence') return { ...matter, clock: await accept(file, 'silence') };
  if ('message' in heard) return endedBy(heard.message);
  const { answer } = heard;
  if (answer.outcome === 'supplementRequested') return requestSupplement(file, answer);
  if (answer.outcome === 'notAccepted') return notAccepted(answer);
  return { ...matter, clock: await accept(file, answer.by.subject) };
}

export function notAccepted({ taskId, by, ...answer }: TaskAnswer & { outcome: 'notAccepted' }): Ended {
  return { ending: 'notAccepted', reason: answer.reason, by: by.subject, taskId };
}

/** 收件 is told once a case, when it is not decided at once. */
export async function sayThatItHasArrived(file: CaseFile): Promise<void> {
  if (file.input.opening.because !== 'submitted' || file.toldOfReceipt) return;
  file.toldOfReceipt = true;
  await file.tell(noticesBeside.sendReceiptNotices({ caseId: file.caseId, at: now() }));
}

/** @returns the deadline that runs from now on. */
async function accept(file: CaseFile, by: string): Promise<TaskClock> {
  const { caseId, opening } = file;
  const { taskId } = file.task!;
  const { acceptedAt, clock } = await steps.acceptCase({ caseId, opening, taskId, by, waits: file.waits, at: now() });
  file.acceptedAt = acceptedAt;
  file.recorded(taskId);
  return clock;
}
