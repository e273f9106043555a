import { createVisitActivities } from '../../activities/visits/visit-activities.ts';
import { serve } from '../../worker/served-effects.ts';
import { visitEffects } from '../../workflows/visits/effects.ts';
import type { Capability } from '../capability.ts';

/** 上门服务, beside the decision. */
export const visits: Capability = {
  word: 'visits',
  workflows: ['homeVisit'],
  effects: (parts) => [serve(visitEffects, createVisitActivities(parts))],
};
