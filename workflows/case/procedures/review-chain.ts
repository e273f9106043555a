/**
 * 科室复核 → 审核确认: the hospital's department, then its confirming officer, two people, within the pack's working days
 * from acceptance [D2 §一(七)]. Either may have the applicant asked, once, for what is missing; the officer may return
 * the matter 退回, and the department take its opinion back 撤销办理 as long as nobody has acted on it.
 */
import type { Ruling } from '../../../domain/case/decision.ts';
import { acceptance, type Matter } from '../acceptance.ts';
import { assess } from '../assessment.ts';
import type { CaseFile, Ended } from '../case-file.ts';
import { tasks } from '../../tasks/effects.ts';
import type { CaseMessage, TaskAnswer } from '../../messages.ts';
import { requestSupplement } from '../supplement.ts';
import { now } from '../../time.ts';
import { examinedInPerson, offerHomeVisit } from '../../visits/visiting.ts';
import { askPeople, endedBy, rulingIn } from '../asking.ts';

export async function reviewChain(file: CaseFile): Promise<Ruling | Ended> {
  for (;;) {
    const found = await assess(file, { mayApprove: false });
    offerHomeVisit(file, found);
    if (found.kind === 'ruled') return found.ruling;
    const matter = await acceptance(file, found);
    if (matter !== 'supplied' && 'ending' in matter) return matter;
    const reviewed = matter === 'supplied' ? matter : await review(file, matter);
    if (reviewed !== 'supplied') return reviewed;
  }
}

/** Until the confirming officer has ruled; `supplied` sends the matter back to the rules. */
async function review(file: CaseFile, matter: Matter): Promise<Ruling | Ended | 'supplied'> {
  let { follows } = await examinedInPerson(file, matter);
  for (;;) {
    // 科室复核
    const department = await askPeople(file, {
      kind: 'departmentReview',
      stage: 'awaitingDepartment',
      ...matter,
      ...(follows && { follows }),
    });
    if ('message' in department) return endedBy(department.message);
    const opinion = department.answer;
    if (opinion.outcome === 'supplementRequested') return requestSupplement(file, opinion);
    await stepDone(file, opinion);
    file.involve(opinion.by, 'recommended');

    // 审核确认
    file.canBeTakenBack = opinion.taskId;
    const confirming = await askPeople(file, {
      kind: 'confirmation',
      stage: 'awaitingConfirmation',
      ...matter,
      follows: opinion.taskId,
    });
    file.canBeTakenBack = undefined;
    if ('answer' in confirming) {
      const { answer } = confirming;
      if (answer.outcome === 'supplementRequested') return requestSupplement(file, answer);
      if (answer.outcome !== 'returned') return rulingIn(answer);
      await stepDone(file, answer);
      follows = answer.taskId;
    } else {
      if (confirming.message.kind !== 'takenBack') return endedBy(confirming.message);
      await takenBack(file, confirming.message);
      follows = undefined;
    }
    file.uninvolve('recommended');
  }
}

async function stepDone(file: CaseFile, { taskId, outcome, by }: TaskAnswer): Promise<void> {
  await tasks.recordAnswer({ subject: file.subject, taskId, outcome, by: by.subject, at: now() });
  file.recorded(taskId);
}

async function takenBack(file: CaseFile, { id, by }: CaseMessage): Promise<void> {
  const { taskId } = file.task!;
  await tasks.recordTakenBack({ subject: file.subject, taskId, messageId: id, by, at: now() });
  file.recorded(id);
  file.recorded(taskId);
}
