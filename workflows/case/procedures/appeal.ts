/**
 * 异议复核: a refusal is looked at again by somebody who had no part in it, within the pack's working days. The rules run
 * once more, for the record; whether they would refuse is for the person to see, not for them to decide.
 */
import type { Ruling } from '../../../domain/case/decision.ts';
import { assess } from '../assessment.ts';
import type { CaseFile, Ended } from '../case-file.ts';
import { noticesBeside } from '../../notices/effects.ts';
import { steps } from '../effects.ts';
import { now } from '../../time.ts';
import { askPeople, endedBy, rulingIn } from '../asking.ts';

export async function appeal(file: CaseFile): Promise<Ruling | Ended> {
  const { caseId, opening } = file;
  const messageId = file.input.opening.messageId!;
  const { clock } = await steps.takeAppeal({ caseId, opening, messageId, at: now() });
  await file.tell(noticesBeside.sendAppealNotices({ caseId, opening, at: now() }));
  const found = await assess(file, { mayApprove: false, mayRefuse: false });
  const open = found.kind === 'ruled' ? [] : found.open;
  const heard = await askPeople(file, { kind: 'appealReview', stage: 'awaitingAppeal', open, clock });
  return 'message' in heard ? endedBy(heard.message) : rulingIn(heard.answer);
}
