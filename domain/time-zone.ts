import { addDays, plainDate, type PlainDate } from './plain-date.ts';

/** The one time zone of every region: packs allow no other. */
export const timeZone = 'Asia/Shanghai';

/** `HH:MM`, 00:00 to 23:59. */
export type TimeOfDay = string;

/** The day that calendars show at this instant. */
export function localDay(instant: Date): PlainDate {
  return plainDate(wallClock(instant).slice(0, 10));
}

/** What clocks show at this instant. */
export function localTime(instant: Date): TimeOfDay {
  return wallClock(instant).slice(11, 16);
}

/** The instant at which clocks show this day and time. */
export function instantAt(date: PlainDate, time: TimeOfDay): Date {
  const shown = Date.parse(`${date}T${time}:00Z`);
  const guess = shown - offset(shown);
  return new Date(shown - offset(guess));
}

/** The midnight that ends the day. */
export function endOfDay(date: PlainDate): Date {
  return instantAt(addDays(date, 1), '00:00');
}

function offset(instant: number): number {
  const shown = Date.parse(`${wallClock(new Date(instant))}Z`);
  return shown - Math.floor(instant / 1000) * 1000;
}

const wallClocks = new Intl.DateTimeFormat('sv-SE', {
  timeZone,
  calendar: 'gregory',
  numberingSystem: 'latn',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `YYYY-MM-DDTHH:MM:SS` as clocks show it. */
function wallClock(instant: Date): string {
  return wallClocks.format(instant).replace(' ', 'T');
}
