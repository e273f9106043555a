import type { ContactNoticeActivities } from '../../activities/outreach/contact-notice-activities.ts';
import type { OutreachActivities } from '../../activities/outreach/outreach-activities.ts';
import { effects, effectTable } from '../effects.ts';

type OverClaims = 'seekSettled';

export const outreachEffects = effectTable<Omit<OutreachActivities, OverClaims>>('caseStore', {
  closeOvertakenContacts: 'Close what was overtaken 联系任务',
  seekTreated: 'Seek out who was treated and never recognised 主动办',
  followRefusals: 'Follow up on refusals 主动办',
});

export const claimOutreachEffects = effectTable<Pick<OutreachActivities, OverClaims>>('settlement', {
  seekSettled: 'Seek out whose treatment was settled and never recognised 主动办',
});

export const contactNoticeEffects = effectTable<ContactNoticeActivities>('notification', {
  tellHelpers: 'Tell whoever was given a contact 联系任务',
});

export const outreach = { ...effects(outreachEffects), ...effects(claimOutreachEffects) };
export const contactNotices = effects(contactNoticeEffects);
