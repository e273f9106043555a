import { attentionTimes, type Course } from './deadlines.ts';
import type { Policy } from '../policy/schema.ts';

/** ISO instants, as they travel: when a task is shown as about to be late, late, and the supervisors' concern. */
export interface TaskClock {
  readonly warnAt: string;
  readonly dueAt: string;
  readonly escalateAt: string;
}

/** What the workflow knows of the case's course; ISO instants. */
export interface CourseSoFar {
  readonly acceptedAt?: string;
  readonly waits: readonly { readonly from: string; readonly until: string }[];
}

export function clockTo(policy: Policy, dueAt: Date): TaskClock {
  const { warnAt, escalateAt } = attentionTimes(policy, dueAt);
  return { warnAt: warnAt.toISOString(), dueAt: dueAt.toISOString(), escalateAt: escalateAt.toISOString() };
}

/** A case that is not accepted yet would be as of now. */
export function courseOf({ acceptedAt, waits }: CourseSoFar, now: Date): Course {
  const stood = waits.map(({ from, until }) => ({ from: new Date(from), until: new Date(until) }));
  return { acceptedAt: acceptedAt ? new Date(acceptedAt) : now, waits: stood };
}
