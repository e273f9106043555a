import { localDay } from '../domain/time-zone.ts';
import type { PlainDate } from '../domain/plain-date.ts';

/** Workflow time, the same on every replay: ISO instant. Every date of a case is one of these, handed to effects. */
export function now(): string {
  return new Date().toISOString();
}

/** The day in the time zone of every region. */
export function today(): PlainDate {
  return localDay(new Date());
}
