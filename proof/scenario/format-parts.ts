/** Words that every part of a scenario file uses. */
import { z } from 'zod';
import { durationPattern, instantPattern } from './calendar-time.ts';

export const name = z.string().regex(/^[a-zA-Z][\w-]*$/, 'a name: letters, digits, - and _');
export const day = z.iso.date('a day, as 2021-05-13');
export const instant = z.string().regex(instantPattern, 'day and time in the region, as 2021-05-13T09:30');
export const duration = z.string().regex(durationPattern, 'a duration, as 3d 4h 30m');
export const text = z.string().min(1);
export const madeUp = text.default('示例');
export const papers = z.array(text).default([]).describe('Codes of the evidence, each on a paper');
export const count = z.int().min(0);

/** Code of a round or a draw, with its region before it where that is not the first. */
export const nameInRegion = /^(?:([\w.-]+)\/)?\d{4}-\d{2}(-x\d+)?$/;

/** Only what is written is looked at; elsewhere there is none. */
export function countOf<T extends string>(what: readonly T[]) {
  return z.partialRecord(z.enum(what), count).optional();
}

/** A list of one may be written without the list. */
export function oneOrMore<T extends z.ZodType>(what: T) {
  return z.preprocess((given) => (Array.isArray(given) || given === undefined ? given : [given]), z.array(what).min(1));
}

export function orNone<T extends z.ZodType>(what: T) {
  return z.union([z.literal('none'), what]);
}

export const inCase = { case: name.optional() };
export const byWhom = { by: name };
