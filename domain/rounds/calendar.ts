import { DomainError } from '../errors.ts';
import { addDays, addMonths, endOfMonth, yearMonthDay, type PlainDate } from '../plain-date.ts';
import { knownValue, stated } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import { localDay, endOfDay, instantAt, localTime } from '../time-zone.ts';
import {
  addWorkingDays,
  foreseen,
  isWorkingDay,
  lastWorkingDayOfMonth,
  nextWorkingDay,
  previousWorkingDay,
  subtractWorkingDays,
  type WorkingCalendar,
} from '../deadlines/working-days.ts';
import { batchFigure } from './batch-figure.ts';

/** When a round 批次 does what; cut-off < reminder < substitution < closing. */
export interface RoundTimes {
  /** Of its region: `2026-11`, or `2026-11-x1` for one beside the month's own. */
  readonly code: string;
  /** Calendar month that it counts for: `2026-11` */
  readonly month: string;
  /** 截止: who is complete by then is a member. */
  readonly cutOffAt: Date;
  readonly remindAt: Date;
  readonly substituteAt: Date;
  readonly closesAt: Date;
}

type Cycle = Pick<RoundTimes, 'code' | 'month' | 'cutOffAt' | 'closesAt'>;

const hour = 3_600_000;
const quarter = hour / 4;

/**
 * The month's own round. `month` is any day of it.
 * @throws DomainError PARAMETER_NOT_CONFIGURED naming the first figure of rounds that is missing
 */
export function scheduledRound(policy: Policy, calendar: WorkingCalendar, month: PlainDate): RoundTimes {
  for (const figure of ['roundDay', 'dayOff', 'votingWorkingDays'] as const)
    knownValue<unknown>(batchFigure(policy, figure));
  const closesOn = closingDay(policy, calendar, month);
  const code = monthOf(closesOn);
  const closesAt = closing(policy, closesOn);
  return withReminders(policy, { code, month: code, cutOffAt: cutOff(policy, calendar, closesOn), closesAt });
}

/** A round for whom the month's own left undecided; null when it could not close within the month (PRACTICE #15). */
export function extraRound(policy: Policy, calendar: WorkingCalendar, now: Date, ordinal: number): RoundTimes | null {
  const today = localDay(now);
  const days = knownValue(batchFigure(policy, 'extraRoundWorkingDays'));
  const closesOn = addWorkingDays(foreseen(calendar), today, days);
  if (closesOn > endOfMonth(today)) return null;
  return withReminders(policy, beside(closesOn, ordinal, now, closing(policy, closesOn)));
}

/** @throws DomainError ROUND_TIMES_INVALID: it closes an hour from now or later, on a working day, within a month. */
export function openedByHand(
  policy: Policy,
  calendar: WorkingCalendar,
  now: Date,
  closesAt: Date,
  ordinal: number,
): RoundTimes {
  if (closesAt.getTime() < now.getTime() + hour) {
    const earliest = earliestClosing(calendar, now);
    const shown = `${localDay(earliest)} ${localTime(earliest)}`;
    throw timesInvalid('tooEarly', shown, 'nobody has an hour to judge', { earliest: earliest.toISOString() });
  }
  const closesOn = localDay(closesAt);
  const latest = addMonths(localDay(now), 1);
  if (closesOn > latest) throw timesInvalid('tooLate', latest, 'nobody waits longer than a month', { latest });
  if (!isWorkingDay(calendar, closesOn)) {
    const next = nextWorkingDay(foreseen(calendar), closesOn);
    throw timesInvalid('dayOff', next, `${closesOn} is a day off`, { next });
  }
  return withReminders(policy, beside(closesOn, ordinal, now, closesAt));
}

/** The first full quarter of an hour that leaves an hour to judge, on a working day. */
function earliestClosing(calendar: WorkingCalendar, now: Date): Date {
  const inAnHour = new Date(Math.ceil((now.getTime() + hour) / quarter) * quarter);
  const day = localDay(inAnHour);
  if (isWorkingDay(foreseen(calendar), day)) return inAnHour;
  return instantAt(nextWorkingDay(foreseen(calendar), day), '00:00');
}

/** Whether the month of `today` is about to end with no round of its own closed or under way to close in time. */
export function monthEndangered(
  policy: Policy,
  calendar: WorkingCalendar,
  today: PlainDate,
  rounds: readonly { readonly month: string; readonly state: string; readonly closesAt: Date }[],
): boolean {
  const days = knownValue(batchFigure(policy, 'alarmWorkingDaysBefore'));
  if (today < subtractWorkingDays(calendar, lastWorkingDayOfMonth(calendar, today), days)) return false;
  if (endOfDay(today) < scheduledRound(policy, calendar, today).cutOffAt) return false; // not opened yet
  return !rounds.some(({ month, state, closesAt }) => {
    const inTime = closesAt <= endOfDay(endOfMonth(today));
    const underWay = (state === 'announced' || state === 'voting') && localDay(closesAt) >= today;
    return (
      month === monthOf(today) &&
      inTime &&
      (underWay || state === 'closed' || state === 'signed' || state === 'published')
    );
  });
}

/** The day on which the month's own round closes; a round day that is a day off stays where no figure moves it. */
export function closingDay(policy: Policy, calendar: WorkingCalendar, month: PlainDate): PlainDate {
  const roundDay = knownValue(batchFigure(policy, 'roundDay'));
  if (roundDay === 'lastWorkingDay') return lastWorkingDayOfMonth(calendar, month);
  const [, , lastDay] = yearMonthDay(endOfMonth(month));
  const day = addDays(endOfMonth(month), Math.min(roundDay, lastDay) - lastDay);
  const dayOff = stated(batchFigure(policy, 'dayOff'));
  if (dayOff === undefined || isWorkingDay(calendar, day)) return day;
  return dayOff === 'workingDayBefore' ? before(calendar, day) : after(calendar, day);
}

/**
 * Until when a case must be complete to be in the round that closes on this day: its own end where no voting days are
 * known.
 */
export function cutOff(policy: Policy, calendar: WorkingCalendar, closesOn: PlainDate): Date {
  const days = stated(batchFigure(policy, 'votingWorkingDays'));
  const last = days === undefined ? closesOn : subtractWorkingDays(calendar, closesOn, days);
  return endOfDay(last);
}

/** Each calendar month is promised its round, so a round day that is moved stays in its month. */
function before(calendar: WorkingCalendar, day: PlainDate): PlainDate {
  const earlier = previousWorkingDay(calendar, day);
  return monthOf(earlier) === monthOf(day) ? earlier : nextWorkingDay(calendar, day);
}

function after(calendar: WorkingCalendar, day: PlainDate): PlainDate {
  const later = nextWorkingDay(foreseen(calendar), day);
  return monthOf(later) === monthOf(day) ? later : previousWorkingDay(calendar, day);
}

function beside(closesOn: PlainDate, ordinal: number, cutOffAt: Date, closesAt: Date): Cycle {
  const month = monthOf(closesOn);
  return { code: `${month}-x${ordinal}`, month, cutOffAt, closesAt };
}

function closing(policy: Policy, day: PlainDate): Date {
  return instantAt(day, knownValue(batchFigure(policy, 'closingTime')));
}

/** A round too short for the pack's hours reminds at half of its time and replaces at three quarters. */
function withReminders(policy: Policy, cycle: Cycle): RoundTimes {
  const [opens, closes] = [cycle.cutOffAt.getTime(), cycle.closesAt.getTime()];
  const hoursBefore = (hours: number) => new Date(closes - hours * hour);
  const remindAt = hoursBefore(knownValue(batchFigure(policy, 'remindHoursBefore')));
  const substituteAt = hoursBefore(knownValue(batchFigure(policy, 'substituteHoursBefore')));
  if (remindAt > cycle.cutOffAt) return { ...cycle, remindAt, substituteAt };
  const at = (share: number) => new Date(opens + Math.floor((closes - opens) * share));
  return { ...cycle, remindAt: at(0.5), substituteAt: at(0.75) };
}

const hints = {
  tooEarly: (when: string) => `Close it at ${when} or later`,
  tooLate: (when: string) => `Close it by ${when}`,
  dayOff: (when: string) => `Close it on ${when}`,
};

/** @param when as clocks and calendars of the region show it; `params` has it for programs. */
function timesInvalid(
  why: keyof typeof hints,
  when: string,
  problem: string,
  params: Record<string, string>,
): DomainError {
  return new DomainError('ROUND_TIMES_INVALID', `The round cannot close then: ${problem}.`, {
    params,
    findings: [{ where: '/closesAt', problem, hint: hints[why](when) }],
    words: (text) => text(`rounds.opening.${why}`, { when }),
  });
}

function monthOf(date: PlainDate): string {
  return date.slice(0, 7);
}
