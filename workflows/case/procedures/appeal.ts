/**
 * 异议复核: a refusal is looked at again by somebody who had no part in it, within the pack's working days. The rules run
 * once more, for the record; whether they would refuse is for the person to see, not for them to decide.
 */
import { overBy } from '../acceptance.ts';
import type { Over } from '../recording.ts';
import { askPeople } from '../asking.ts';
import { assess } from '../assessment.ts';
import type { CaseFile } from '../case-file.ts';
import { noticesBeside } from '../../notices/effects.ts';
import { steps } from '../effects.ts';
import { now } from '../../time.ts';

export async function appeal(file: CaseFile): Promise<Over> {
  const { caseId, opening } = file;
  const messageId = file.course.messageId!;
  const { clock } = await steps.takeAppeal({ caseId, opening, messageId, at: now() });
  await file.tell(noticesBeside.sendAppealNotices({ caseId, opening, at: now() }));
  const found = await assess(file, { mayApprove: false, mayRefuse: false });
  const open = found.kind === 'ruled' ? [] : found.open;
  return overBy(file, await askPeople(file, { kind: 'appealReview', stage: 'awaitingAppeal', open, clock }));
}
