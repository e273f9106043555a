/**
 * 备案: an approval is registered with the settlement service. An outage is waited out. What is refused for good comes
 * back to an officer, who corrects it or files it by hand; the decision stands, and nobody is told of a benefit before
 * it is filed (PRACTICE, Filing).
 */
import { setCurrentDetails } from '@temporalio/workflow';
import { reason } from '../../domain/eligibility/reason.ts';
import type { CaseFile } from './case-file.ts';
import { filing } from './effects.ts';
import { refusalIn, type Refusal } from '../failures.ts';
import type { FilingDone, TaskAnswer } from '../messages.ts';
import { askPerson } from '../tasks/ask-person.ts';
import { now } from '../time.ts';

export async function fileApproval(file: CaseFile): Promise<void> {
  for (let ordinal = 0; ; ordinal += 1) {
    const refusal = await refusalOf(file);
    if (refusal === undefined) return;
    const answer = await askOfficer(file, ordinal, refusal);
    await record(file, answer);
    file.recorded(answer.taskId);
    file.filingRefused = false;
    setCurrentDetails(`**approved** · ${answer.outcome}`);
    if (answer.outcome === 'filedByHand') return;
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

async function askOfficer(file: CaseFile, ordinal: number, { code: refusal, detail }: Refusal): Promise<TaskAnswer> {
  const { caseId, opening } = file;
  const clock = await filing.returnFiling({ caseId, opening, ordinal, refusal, at: now() });
  const open = [reason('filingRefused', 'PRACTICE, Filing', { refusal, detail })];
  file.filingRefused = true;
  await askPerson(file, { kind: 'filingRefused', open, clock });
  return file.answer!;
}

function record({ caseId, opening }: CaseFile, answer: TaskAnswer): Promise<void> {
  const {
    taskId,
    by: { subject: by },
  } = answer;
  const done = filingIn(answer);
  if (!done) throw new TypeError(`${answer.outcome} files nothing`);
  if (done.outcome === 'filedByHand') {
    const { filingNumber, filedOn } = done;
    return filing.recordFiledByHand({ caseId, opening, taskId, by, filingNumber, filedOn, at: now() });
  }
  const { institution, insuranceType } = done;
  return filing.correctFiling({
    caseId,
    taskId,
    by,
    ...(institution && { institution }),
    ...(insuranceType && { insuranceType }),
    at: now(),
  });
}

/** What the officer has done about a refused filing; undefined for an answer to anything else. */
export function filingIn({ taskId: _task, by: _by, ...answer }: TaskAnswer): FilingDone | undefined {
  return answer.outcome === 'corrected' || answer.outcome === 'filedByHand' ? answer : undefined;
}
