import type { RoundActivities } from '../../activities/rounds/round-activities.ts';
import type { RoundNoticeActivities } from '../../activities/rounds/round-notice-activities.ts';
import type { RoundTriggerActivities } from '../../activities/rounds/round-trigger-activities.ts';
import { effects, effectTable, longEffects, type Effects } from '../effects.ts';

export const roundEffects = effectTable<Omit<RoundActivities, 'callPanel'>>('caseStore', {
  readRound: 'Read the timetable of the round 批次',
  countRound: 'Count members and ballots 统计',
  fixMembers: 'Fix the members 截止',
  remindExperts: 'Remind experts whose ballot is missing 催办',
  substituteSilent: 'Replace the silent 替补专家',
  closeRound: 'Close and count the ballots 计票',
  openExtraRound: 'Open an extra round for want of a quorum 加开批次',
  reportUnsigned: 'Raise an alarm: nobody has signed 告警',
  publishRound: 'Publish what was ruled 发布',
});

export const panelEffects = effectTable<Pick<RoundActivities, 'callPanel'>>('caseStore', {
  callPanel: 'Draw and call the experts 抽取专家',
});

export const roundNoticeEffects = effectTable<RoundNoticeActivities>('notification', {
  tellCarried: 'Tell whom a later round decides 转批告知',
});

export const roundTriggerEffects = effectTable<RoundTriggerActivities>('caseStore', {
  openRoundsDue: 'Open the rounds that are due 开批',
});

/** Drawn for all members at once, since who is drawn for one is less free for the next: silent meanwhile. */
export const rounds: Effects<RoundActivities> = {
  ...longEffects(roundEffects),
  ...longEffects(panelEffects, '2 minutes'),
};

export const roundNotices = longEffects(roundNoticeEffects);
export const roundTrigger = effects(roundTriggerEffects);
