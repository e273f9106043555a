import { createHandbookActivities } from '../../activities/handbook/handbook-activities.ts';
import { composeHandbook } from '../../api/handbook/compose.ts';
import { serve } from '../../worker/served-effects.ts';
import { handbookEffects } from '../../workflows/case/effects.ts';
import type { Capability } from '../capability.ts';

/** 门特手册 */
export const handbook: Capability = {
  word: 'handbook',
  routes: composeHandbook,
  effects: (parts) => [serve(handbookEffects, createHandbookActivities(parts))],
};
