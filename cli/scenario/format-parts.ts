/** Words that every part of a scenario file uses. */
import { z } from 'zod';
import { durationPattern, instantPattern } from './calendar-time.ts';

export const name = z.string().regex(/^[a-zA-Z][\w-]*$/, 'a name: letters, digits, - and _');
export const day = z.iso.date('a day, as 2021-05-13');
export const instant = z.string().regex(instantPattern, 'day and time in the region, as 2021-05-13T09:30');
export const duration = z.string().regex(durationPattern, 'a duration, as 3d 4h 30m');
export const text = z.string().min(1);

export function orNone<T extends z.ZodType>(what: T) {
  return z.union([z.literal('none'), what]);
}

export const inCase = { case: name.optional() };
export const byWhom = { by: name };
