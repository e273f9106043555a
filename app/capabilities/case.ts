import { createCaseActivities } from '../../activities/case/case-activities.ts';
import { createFilingActivities } from '../../activities/case/filing-activities.ts';
import { createStepActivities } from '../../activities/case/step-activities.ts';
import { composeCases } from '../../api/cases/compose.ts';
import { serve } from '../../worker/served-effects.ts';
import { caseEffects, filingEffects, stepEffects } from '../../workflows/case/effects.ts';
import type { Capability } from '../capability.ts';

/** 申请: one person, one disease, from receipt to its end. */
export const cases: Capability = {
  word: 'case',
  workflows: ['application'],
  routes: composeCases,
  effects: (parts) => [
    serve(caseEffects, createCaseActivities(parts)),
    serve(stepEffects, createStepActivities(parts)),
    serve(filingEffects, createFilingActivities(parts)),
  ],
};
