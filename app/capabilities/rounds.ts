import { createRoundActivities } from '../../activities/rounds/round-activities.ts';
import { createRoundNoticeActivities } from '../../activities/rounds/round-notice-activities.ts';
import { createRoundTriggerActivities } from '../../activities/rounds/round-trigger-activities.ts';
import { composeRounds } from '../../api/rounds/compose.ts';
import { nightly } from '../../worker/schedules.ts';
import { serve } from '../../worker/served-effects.ts';
import { panelEffects, roundEffects, roundNoticeEffects, roundTriggerEffects } from '../../workflows/rounds/effects.ts';
import type { Capability } from '../capability.ts';

/** 每月集中评审 */
export const rounds = {
  word: 'rounds',
  workflows: ['batchRound', 'roundTrigger'],
  routes: composeRounds,
  effects: (parts) => {
    const activities = createRoundActivities(parts);
    return [
      serve(roundEffects, activities),
      serve(panelEffects, activities),
      serve(roundNoticeEffects, createRoundNoticeActivities(parts)),
      serve(roundTriggerEffects, createRoundTriggerActivities(parts)),
    ];
  },
  passes: { rounds: nightly('roundTrigger', 0, 20) },
} satisfies Capability;
