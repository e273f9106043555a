import type { NoticeActivities } from '../../activities/notices/notice-activities.ts';
import type { UndeliverableActivities } from '../../activities/notices/undeliverable-activities.ts';
import { attempts, effects, effectTable } from '../effects.ts';

export const noticeEffects = effectTable<NoticeActivities>('notification', {
  sendReceiptNotices: 'Say that it has arrived 收件告知',
  sendSupplementNotices: 'Say what is missing 补正告知',
  sendCarriedNotices: 'Say that a later round decides 转批告知',
  sendAppealNotices: 'Say that the appeal is looked into 异议复核告知',
  sendVisitNotices: 'Say that a visit is offered, or when it is 上门告知',
  sendSamplingNotices: 'Say that a refusal was wrong 纠正告知',
  sendDecisionNotices: 'Tell patient and agent 告知',
  sendEndingNotices: 'Say how the case ended 终止告知',
  sendEntitlementNotices: 'Say what becomes of the entitlement 待遇变动告知',
});

export const undeliverableEffects = effectTable<UndeliverableActivities>('notification', {
  findUndeliverable: 'Ask what could not be delivered 未送达',
  takeUpNotice: 'Take up a notice that did not arrive 未送达',
  settleNotice: 'Record that it was handed over 送达',
});

export const notices = effects(noticeEffects);

/** The same for what the next step waits for only until it has been tried. */
export const noticesBeside = attempts(noticeEffects);

export const undeliverable = effects(undeliverableEffects);
