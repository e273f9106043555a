import { localDay } from '../domain/time-zone.ts';
import type { PlainDate } from '../domain/plain-date.ts';

/** Workflow time, the same on every replay: ISO instant. Every date of a case is one of these, handed to effects. */
export function now(): string {
  return new Date().toISOString();
}

/**
 * The day for which a pass began that goes on: never one that has not come, whoever named it.
 * @param begun that which it began with; today where it begins now
 */
export function dayOfPass(begun?: PlainDate): PlainDate {
  const current = today();
  return begun !== undefined && begun < current ? begun : current;
}

/** The day in the time zone of every region. */
export function today(): PlainDate {
  return localDay(new Date());
}
