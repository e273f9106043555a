import { condition } from '@temporalio/workflow';
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

/** Milliseconds from now to an ISO instant; none when it has passed. */
export function until(time: string): number {
  return Math.max(0, Date.parse(time) - Date.parse(now()));
}

/**
 * Whether `heard` holds before an ISO instant comes. A time that has passed already is not waited for: it costs no
 * timer and no workflow task.
 * @param what of the time, for Temporal UI: "decision due"
 */
export async function heardBefore(heard: () => boolean, what: string, time: string): Promise<boolean> {
  const left = until(time);
  return left === 0 ? heard() : condition(heard, left, { summary: `${what} ${time}` });
}
