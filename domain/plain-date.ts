import { DomainError } from './errors.ts';

/** A calendar day `YYYY-MM-DD`, without time or zone. Compares correctly as text. */
export type PlainDate = string & { readonly __brand: 'PlainDate' };

const millisecondsPerDay = 86_400_000;

export function plainDate(text: string): PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isCalendarDay(text)) {
    throw new DomainError('INVALID_REQUEST', `"${text}" is not a calendar day YYYY-MM-DD`, { params: { date: text } });
  }
  return text as PlainDate;
}

function isCalendarDay(text: string): boolean {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}

export function addDays(date: PlainDate, days: number): PlainDate {
  return fromEpochDay(epochDay(date) + days);
}

/** The same day of the month, or the month's last day where it has no such day: 31 January + 1 = 28 February. */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const [year, month, day] = yearMonthDay(date);
  const target = Date.UTC(year, month - 1 + months, 1) / millisecondsPerDay;
  const last = endOfMonth(fromEpochDay(target));
  return addDays(fromEpochDay(target), Math.min(day, yearMonthDay(last)[2]) - 1);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return epochDay(to) - epochDay(from);
}

export function endOfMonth(date: PlainDate): PlainDate {
  const [year, month] = yearMonthDay(date);
  return fromEpochDay(Date.UTC(year, month, 0) / millisecondsPerDay);
}

export function yearMonthDay(date: PlainDate): [year: number, month: number, day: number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

export function isWeekend(date: PlainDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

function epochDay(date: PlainDate): number {
  return Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay;
}

function fromEpochDay(day: number): PlainDate {
  return plainDate(new Date(day * millisecondsPerDay).toISOString().slice(0, 10));
}
