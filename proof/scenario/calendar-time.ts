/** Times as a scenario writes them: clocks of the region, `24:00` being the end of a day. */
import { addDays, plainDate } from '../../domain/plain-date.ts';
import { localDay, instantAt, localTime } from '../../domain/time-zone.ts';

export const instantPattern = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$|^\d{4}-\d{2}-\d{2}T24:00$/;
export const durationPattern = /^(?=.)(\d+d)?( ?\d+h)?( ?\d+m)?$/;

const minute = 60_000;
const units = { d: 24 * 60 * minute, h: 60 * minute, m: minute } as const;

/** @param text `2021-05-13T09:30` */
export function instantOf(text: string): Date {
  const [day = '', time = ''] = text.split('T');
  const date = plainDate(day);
  return time === '24:00' ? instantAt(addDays(date, 1), '00:00') : instantAt(date, time);
}

/** @param text `3d 4h 30m`, in milliseconds then */
export function durationOf(text: string): number {
  const parts = [...text.matchAll(/(\d+)([dhm])/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}

/** As it is written in a scenario; midnight ends a day, as deadlines do. */
export function shown(instant: Date): string {
  const time = localTime(instant);
  const day = localDay(instant);
  return time === '00:00' ? `${addDays(day, -1)}T24:00` : `${day}T${time}`;
}
