import type { CaseActivities } from '../../activities/case/case-activities.ts';
import type { FilingActivities } from '../../activities/case/filing-activities.ts';
import type { StepActivities } from '../../activities/case/step-activities.ts';
import type { HandbookActivities } from '../../activities/handbook/handbook-activities.ts';
import { effects, effectTable } from '../effects.ts';

export const caseEffects = effectTable<CaseActivities>('caseStore', {
  takeCase: 'Take the case 收件',
  assess: 'Run the rules 规则审核',
  recordDecision: 'Record the decision 办结',
  recordPersonsDecision: 'Record the decision 办结',
  recordRoundDecision: 'Record what the round ruled 办结',
  waitForRound: 'Wait for the next round 待集中评审',
  recordBreach: 'Record the missed deadline 超期',
  endAppliedForAlready: 'End the case: applied for already 重复申请终止',
  endLapsed: 'End the case: what was asked for has not come 逾期终止',
  endNotAccepted: 'End the case: it is not taken up 不予受理',
  endAsTold: 'End the case: it was withdrawn, or the person has died 终止',
});

export const stepEffects = effectTable<StepActivities>('caseStore', {
  acceptCase: 'Accept the application 受理',
  requestSupplement: 'Ask for what is missing 一次性告知补正',
  takeSupplement: 'Take what was supplied 补正',
  takeAppeal: 'Take the appeal 异议复核',
});

export const handbookEffects = effectTable<HandbookActivities>('caseStore', {
  allotHandbook: 'Allot the handbook 门特手册',
});

export const filingEffects = effectTable<FilingActivities>('settlement', {
  fileEntitlement: 'File with the settlement service 备案',
  returnFiling: 'Return what cannot be filed to an officer 备案退回',
  correctFiling: 'Record what was corrected 更正',
  recordFiledByHand: 'Record what the office has filed itself 备案',
});

export const cases = effects(caseEffects);
export const steps = effects(stepEffects);
export const handbooks = effects(handbookEffects);
export const filing = effects(filingEffects);
