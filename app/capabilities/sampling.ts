import { createSamplingActivities } from '../../activities/sampling/sampling-activities.ts';
import { composeSampling } from '../../api/sampling/compose.ts';
import { createPrismaSampling } from '../../store/sampling/sampling-store.ts';
import { often } from '../../worker/schedules.ts';
import { serve } from '../../worker/served-effects.ts';
import { samplingEffects } from '../../workflows/sampling/effects.ts';
import type { Capability } from '../capability.ts';

/** 抽查复核 */
export const sampling = {
  word: 'sampling',
  workflows: ['samplingPass'],
  routes: composeSampling,
  effects: (parts) => [
    serve(samplingEffects, createSamplingActivities({ ...parts, sampling: createPrismaSampling(parts.prisma) })),
  ],
  passes: { sampling: often('samplingPass', '5 minutes') },
} satisfies Capability;
