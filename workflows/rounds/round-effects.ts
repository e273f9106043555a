import { proxyActivities } from '@temporalio/workflow';
import type { RoundActivities } from '../../activities/rounds/round-activities.ts';
import type { RoundNoticeActivities } from '../../activities/rounds/round-notice-activities.ts';
import type { Effect, Effects, Proxied } from '../effects.ts';
import { taskQueues } from '../ids.ts';

/**
 * Effects of a round, each over all of its members, page by page: normal activities from the start, which say that they
 * are alive and go on where they were when their worker dies. So a round's history does not grow with its members.
 */
function longEffects<A extends Record<keyof A, Effect>>(
  taskQueue: string,
  summaries: Readonly<Record<keyof A, string>>,
  heartbeatTimeout: '10s' | '2 minutes' = '10s',
): Effects<A> {
  const long = proxyActivities<A>({
    taskQueue,
    startToCloseTimeout: '2 hours',
    heartbeatTimeout,
    retry: { initialInterval: '1s', maximumInterval: '1 minute' },
  }) as unknown as Proxied;
  const names = Object.keys(summaries) as (keyof A & string)[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      (...args: unknown[]) => long[name]!.executeWithOptions({ summary: summaries[name] }, args),
    ]),
  ) as unknown as Effects<A>;
}

const roundsInPages = longEffects<Omit<RoundActivities, 'callPanel'>>(taskQueues.caseStore, {
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

/** All members at once, since who is drawn for one is less free for the next; it is silent while it draws. */
const draw = longEffects<Pick<RoundActivities, 'callPanel'>>(
  taskQueues.caseStore,
  { callPanel: 'Draw and call the experts 抽取专家' },
  '2 minutes',
);

export const rounds: Effects<RoundActivities> = { ...roundsInPages, ...draw };

export const roundNotices = longEffects<RoundNoticeActivities>(taskQueues.notification, {
  tellCarried: 'Tell whom a later round decides 转批告知',
});
