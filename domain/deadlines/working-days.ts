import { DomainError } from '../errors.ts';
import { addDays, endOfMonth, isWeekend, plainDate, type PlainDate } from '../plain-date.ts';

/** The State Council's yearly schedules as data: which weekdays are off, which weekend days are worked (调休). */
export interface WorkingCalendar {
  /** First and last day for which schedules are known. */
  readonly from: PlainDate;
  readonly until: PlainDate;
  readonly daysOff: readonly PlainDate[];
  readonly daysWorked: readonly PlainDate[];
}

export function isWorkingDay(calendar: WorkingCalendar, date: PlainDate): boolean {
  if (date < calendar.from || date > calendar.until) {
    throw new DomainError(
      'CALENDAR_NOT_COVERED',
      `${date} is outside the working-day calendar (${calendar.from} to ${calendar.until}); add the ` +
        'schedule of its year',
      { params: { date, from: calendar.from, until: calendar.until } },
    );
  }
  return isWeekend(date) ? calendar.daysWorked.includes(date) : !calendar.daysOff.includes(date);
}

/** The n-th working day after the date that `counts`; the date itself is not counted. */
export function addWorkingDays(
  calendar: WorkingCalendar,
  date: PlainDate,
  days: number,
  counts: (day: PlainDate) => boolean = () => true,
): PlainDate {
  let reached = date;
  for (let left = days; left > 0; left -= counts(reached) ? 1 : 0) reached = nextWorkingDay(calendar, reached);
  return reached;
}

/** The n-th working day before the date; the date itself is not counted. */
export function subtractWorkingDays(calendar: WorkingCalendar, date: PlainDate, days: number): PlainDate {
  let reached = date;
  for (let left = days; left > 0; left -= 1) reached = previousWorkingDay(calendar, reached);
  return reached;
}

/** The first working day after the date. */
export function nextWorkingDay(calendar: WorkingCalendar, date: PlainDate): PlainDate {
  const next = addDays(date, 1);
  return isWorkingDay(calendar, next) ? next : nextWorkingDay(calendar, next);
}

/** The last working day before the date. */
export function previousWorkingDay(calendar: WorkingCalendar, date: PlainDate): PlainDate {
  const previous = addDays(date, -1);
  return isWorkingDay(calendar, previous) ? previous : previousWorkingDay(calendar, previous);
}

export function lastWorkingDayOfMonth(calendar: WorkingCalendar, date: PlainDate): PlainDate {
  let day = endOfMonth(date);
  while (!isWorkingDay(calendar, day)) day = addDays(day, -1);
  return day;
}

/** For promises that reach into years whose schedule is not out yet: there only weekends are off. */
export function foreseen(calendar: WorkingCalendar): WorkingCalendar {
  return { ...calendar, until: plainDate('9999-12-31') };
}
