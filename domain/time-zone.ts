import { addDays, plainDate, type PlainDate } from './plain-date.ts';

/** `HH:MM`, 00:00 to 23:59. */
export type TimeOfDay = string;

export function dayIn(zone: string, instant: Date): PlainDate {
  return plainDate(wallClock(zone, instant).slice(0, 10));
}

export function timeOfDayIn(zone: string, instant: Date): TimeOfDay {
  return wallClock(zone, instant).slice(11, 16);
}

/** The instant at which clocks in the zone show this day and time. */
export function instantAt(zone: string, date: PlainDate, time: TimeOfDay): Date {
  const shown = Date.parse(`${date}T${time}:00Z`);
  const guess = shown - offset(zone, shown);
  return new Date(shown - offset(zone, guess));
}

/** The midnight that ends the day. */
export function endOfDay(zone: string, date: PlainDate): Date {
  return instantAt(zone, addDays(date, 1), '00:00');
}

function offset(zone: string, instant: number): number {
  const shown = Date.parse(`${wallClock(zone, new Date(instant))}Z`);
  return shown - Math.floor(instant / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DDTHH:MM:SS` as clocks in the zone show it. */
function wallClock(zone: string, instant: Date): string {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    formatters.set(zone, formatter);
  }
  return formatter.format(instant).replace(' ', 'T');
}
