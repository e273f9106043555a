import { addDays, endOfMonth, type PlainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { scheduledRound } from '../../domain/rounds/calendar.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';

/** What has been opened so far. */
export interface RoundBook {
  readonly codes: readonly string[];
  /** When somebody first applied in the region. */
  readonly firstAt: Date | null;
  /** A month had no round, and none has made up for it yet. */
  readonly isAlarmed: boolean;
}

const day = 86_400_000;

/** The first night, from this one on, on which the daily trigger finds something to open, or an alarm to look after. */
export function nextRoundNight(policy: Policy, calendar: WorkingCalendar, book: RoundBook, from: Date): PlainDate {
  let night = from;
  while (!book.isAlarmed && !findsSomething(policy, calendar, book, night)) night = new Date(night.getTime() + day);
  return localDay(night);
}

/**
 * The last night before a cut-off opens its round; once its month has missed it and has none at all, every night is
 * about that.
 */
function findsSomething(
  policy: Policy,
  calendar: WorkingCalendar,
  { codes, firstAt }: RoundBook,
  night: Date,
): boolean {
  const today = localDay(night);
  return [today, addDays(endOfMonth(today), 1)].some((month) => {
    const { code, cutOffAt, closesAt } = scheduledRound(policy, calendar, month);
    const isDue = cutOffAt.getTime() <= night.getTime() + day && !codes.includes(code);
    return (
      isDue &&
      (closesAt > night ||
        (firstAt !== null && firstAt < cutOffAt && codes.every((opened) => !opened.startsWith(code))))
    );
  });
}
