import { createRegistryEventActivities } from '../../activities/continuity/registry-event-activities.ts';
import { createRenewalActivities } from '../../activities/continuity/renewal-activities.ts';
import { composeContinuity } from '../../api/continuity/compose.ts';
import { createPrismaRegistryEvents } from '../../store/registers/registry-events.ts';
import { nightly } from '../../worker/schedules.ts';
import { serve } from '../../worker/served-effects.ts';
import { registryEventEffects, renewalEffects } from '../../workflows/continuity/effects.ts';
import type { Capability } from '../capability.ts';

/** 登记变更、复审与到期: what becomes of a recognition after its decision. */
export const continuity = {
  word: 'continuity',
  workflows: ['registryEvents', 'renewalPass'],
  routes: composeContinuity,
  effects: (parts) => {
    const events = createPrismaRegistryEvents(parts.prisma);
    return [
      serve(registryEventEffects, createRegistryEventActivities({ ...parts, events })),
      serve(renewalEffects, createRenewalActivities(parts)),
    ];
  },
  passes: { renewals: nightly('renewalPass', 1, 10) },
} satisfies Capability;
