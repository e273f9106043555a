/**
 * 受理: an application that is complete is accepted as it comes; else somebody accepts it, asks once for everything that
 * is missing, or does not take it up. Silence beyond the pack's days counts as accepted on receipt (PRACTICE,
 * Acceptance).
 */
import type { HandedOver } from '../../activities/case/assessment.ts';
import { needsIdentityCheck, withoutIdentityChecks } from '../../domain/eligibility/reason.ts';
import type { TaskClock } from '../../domain/deadlines/task-clock.ts';
import type { CaseFile } from './case-file.ts';
import { noticesBeside } from '../notices/effects.ts';
import { askPeople } from './asking.ts';
import { steps } from './effects.ts';
import type { Heard, Over } from './recording.ts';
import { settle } from './settling.ts';
import { suppliedOrOver } from './supplement.ts';
import { now } from '../time.ts';

/** What people go on with: what is open, and by when it is to be decided. */
export type Matter = Pick<HandedOver, 'open' | 'institution'> & { readonly clock: TaskClock };

/** The matter accepted; how the case was concluded; or `supplied`, when the rules are to look again. */
export async function acceptance(file: CaseFile, found: HandedOver): Promise<Matter | Over | 'supplied'> {
  await sayThatItHasArrived(file);
  const { open, institution } = found;
  const matter = { open, ...(institution && { institution }) };
  if (found.acceptedAt) file.acceptedAt = found.acceptedAt;
  if (file.acceptedAt) return { ...matter, clock: found.clock };
  const kind = file.course.procedure === 'reviewChain' ? 'deskAcceptance' : 'acceptance';
  const step = { kind, stage: 'awaitingAcceptance', clock: found.acceptance!, ...matter } as const;
  // Silence vouches for nobody.
  const silence = needsIdentityCheck(open) ? undefined : () => acceptedBySilence(file);
  const heard = await askPeople(file, step, silence);
  if (heard.kind === 'accepted') return { ...matter, open: withoutIdentityChecks(open), clock: heard.clock };
  return suppliedOrConcluded(file, heard);
}

/** What a step that leads no further has led to: the applicant is asked, or the case is over. */
export async function suppliedOrConcluded(file: CaseFile, heard: Heard): Promise<Over | 'supplied'> {
  return heard.kind === 'requested' ? suppliedOrOver(file, heard) : overBy(file, heard);
}

export async function overBy(file: CaseFile, heard: Heard): Promise<Over> {
  if (heard.kind === 'concluded') return heard;
  if (heard.kind === 'unsettled') return settle(file, heard);
  throw new TypeError(`${heard.kind} concludes nothing`);
}

/** 收件 is told once a case, when it is not decided at once. */
export async function sayThatItHasArrived(file: CaseFile): Promise<void> {
  if (file.course.because !== 'submitted' || file.toldOfReceipt) return;
  file.toldOfReceipt = true;
  await file.tell(noticesBeside.sendReceiptNotices({ caseId: file.caseId, at: now() }));
}

async function acceptedBySilence(file: CaseFile): Promise<Heard> {
  const { taskId: unanswered } = file.task!;
  const accepting = { ...file.place, unanswered, waits: file.waits, at: now() };
  const { acceptedAt, clock } = await steps.acceptCase(accepting);
  file.acceptedAt = acceptedAt;
  file.recorded(unanswered);
  return { kind: 'accepted', clock };
}
