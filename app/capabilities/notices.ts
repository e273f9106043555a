import { createHttpUndelivered } from '../../activities/notices/http-undelivered.ts';
import { createUndeliverableActivities } from '../../activities/notices/undeliverable-activities.ts';
import { composeNotices } from '../../api/notices/compose.ts';
import { often } from '../../worker/schedules.ts';
import { serve } from '../../worker/served-effects.ts';
import { noticeEffects, undeliverableEffects } from '../../workflows/notices/effects.ts';
import type { Capability } from '../capability.ts';

/** 告知 */
export const notices: Capability = {
  word: 'notices',
  workflows: ['undeliverableNotice', 'undeliverableNotices'],
  routes: composeNotices,
  effects: (parts) => {
    const undelivered = createHttpUndelivered(parts.notificationService);
    return [
      serve(noticeEffects, parts.notices),
      serve(undeliverableEffects, createUndeliverableActivities({ ...parts, undelivered })),
    ];
  },
  passes: { 'undeliverable-notices': often('undeliverableNotices', '2 minutes') },
};
