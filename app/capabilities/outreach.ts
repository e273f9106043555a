import { createContactNoticeActivities } from '../../activities/outreach/contact-notice-activities.ts';
import { createHttpTreatments } from '../../activities/outreach/http-treatments.ts';
import { createOutreachActivities } from '../../activities/outreach/outreach-activities.ts';
import { composeOutreach } from '../../api/outreach/compose.ts';
import { texts } from '../../platform/texts.ts';
import { createPrismaOutreach } from '../../store/outreach/outreach-store.ts';
import { nightly, often } from '../../worker/schedules.ts';
import { serve } from '../../worker/served-effects.ts';
import { claimOutreachEffects, contactNoticeEffects, outreachEffects } from '../../workflows/outreach/effects.ts';
import type { Capability } from '../capability.ts';

/** 主动办 */
export const outreach = {
  word: 'outreach',
  workflows: ['outreachPass', 'contactNotices'],
  routes: composeOutreach,
  effects: ({ prisma, sealer, policies, inForce, notifier, settlementService }) => {
    const contacts = createPrismaOutreach(prisma, sealer);
    const settled = createHttpTreatments(settlementService);
    const activities = createOutreachActivities({ contacts, settled, inForce });
    return [
      serve(outreachEffects, activities),
      serve(claimOutreachEffects, activities),
      serve(contactNoticeEffects, createContactNoticeActivities({ contacts, policies, notifier, texts })),
    ];
  },
  passes: {
    outreach: nightly('outreachPass', 2, 10),
    'contact-notices': often('contactNotices', '7 minutes'),
  },
} satisfies Capability;
