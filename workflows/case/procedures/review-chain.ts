/**
 * 科室复核 → 审核确认: the hospital's department, then its confirming officer, two people, within the pack's working days
 * from acceptance [D2 §一(七)]. Either may have the applicant asked, once, for what is missing; the officer may return
 * the matter 退回, and the department take its opinion back 撤销办理 as long as nobody has acted on it.
 */
import type { Ruling } from '../../../domain/case/decision.ts';
import { acceptance, suppliedOrConcluded, type Matter } from '../acceptance.ts';
import type { Over } from '../recording.ts';
import { askPeople } from '../asking.ts';
import { assess } from '../assessment.ts';
import type { CaseFile } from '../case-file.ts';
import { examinedInPerson, offerHomeVisit } from '../../visits/visiting.ts';

export async function reviewChain(file: CaseFile): Promise<Ruling | Over> {
  for (;;) {
    const found = await assess(file, { mayApprove: false });
    offerHomeVisit(file, found);
    if (found.kind === 'ruled') return found.ruling;
    const matter = await acceptance(file, found);
    if (matter !== 'supplied' && 'conclusion' in matter) return matter;
    const reviewed = matter === 'supplied' ? matter : await review(file, matter);
    if (reviewed !== 'supplied') return reviewed;
  }
}

/** Until the confirming officer has ruled; `supplied` sends the matter back to the rules. */
async function review(file: CaseFile, matter: Matter): Promise<Over | 'supplied'> {
  let { follows } = await examinedInPerson(file, matter);
  for (;;) {
    // 科室复核
    const opinion = await askPeople(file, {
      kind: 'departmentReview',
      stage: 'awaitingDepartment',
      ...matter,
      ...(follows && { follows }),
    });
    if (opinion.kind !== 'answered') return suppliedOrConcluded(file, opinion);
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
    if (confirming.kind !== 'answered' && confirming.kind !== 'takenBack') return suppliedOrConcluded(file, confirming);

    // 退回, 撤销办理
    follows = confirming.kind === 'answered' ? confirming.taskId : undefined;
    file.uninvolve('recommended');
  }
}
