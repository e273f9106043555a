/**
 * 备案: an approval is registered with the settlement service. An outage is waited out. What is refused for good comes
 * back to an officer, who corrects it or files it by hand; the decision stands, and nobody is told of a benefit before
 * it is filed (PRACTICE, Filing).
 */
import { setCurrentDetails } from '@temporalio/workflow';
import { reason } from '../../domain/eligibility/reason.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { CaseFile } from './case-file.ts';
import { filing } from './effects.ts';
import { refusalIn, type Refusal } from '../failures.ts';
import type { FilingDone } from '../messages.ts';
import { askPerson } from '../tasks/ask-person.ts';
import { now } from '../time.ts';

export async function fileApproval(file: CaseFile): Promise<void> {
  for (let ordinal = 0; ; ordinal += 1) {
    const refusal = await refusalOf(file);
    if (refusal === undefined) return;
    const { outcome } = await askOfficer(file, ordinal, refusal);
    setCurrentDetails(`**approved** · ${outcome}`);
    if (outcome === 'filedByHand') return;
  }
}

/** Why it was refused for good; undefined once it is filed. */
async function refusalOf({ caseId, opening }: CaseFile): Promise<Refusal | undefined> {
  try {
    await filing.fileEntitlement({ caseId, opening, at: now() });
    return undefined;
  } catch (error) {
    const refusal = refusalIn(error);
    if (!refusal) throw error;
    return refusal;
  }
}

async function askOfficer(file: CaseFile, ordinal: number, { code: refusal, detail }: Refusal): Promise<FilingDone> {
  const { caseId, opening } = file;
  const clock = await filing.returnFiling({ caseId, opening, ordinal, refusal, at: now() });
  const open = [reason('filingRefused', 'PRACTICE, Filing', { refusal, detail })];
  file.filingRefused = true;
  return askPerson(file, { kind: 'filingRefused', open, clock }, { act: () => record(file) });
}

async function record(file: CaseFile): Promise<FilingDone | undefined> {
  const answer = file.answer!;
  const { taskId } = answer;
  const recorded = await file.unlessRefused(taskId, recording(file, answer));
  if (!recorded) return undefined;
  file.filingDone = recorded.done;
  file.filingRefused = false;
  file.recorded(taskId);
  return recorded.done;
}

function recording({ place }: CaseFile, { taskId, answerId, outcome }: AnswerGiven): Promise<FilingDone> {
  const answer = { taskId, answerId };
  return outcome === 'filedByHand'
    ? filing.recordFiledByHand({ ...place, answer: { ...answer, outcome }, at: now() })
    : filing.correctFiling({ ...place, answer: { ...answer, outcome: 'corrected' }, at: now() });
}
