import type { PlainDate } from '../plain-date.ts';
import type { Policy } from '../policy/schema.ts';
import { inForce } from './rule.ts';
import type { Facts } from './verdict.ts';

export type Priority = 'raised' | 'ordinary';

/** A poor category raises the place in queues, and nothing else: it never decides who is eligible (PRACTICE #4). */
export function priority(policy: Policy, facts: Pick<Facts, 'categories'>, on: PlainDate): Priority {
  return isPoor(policy, facts, on) ? 'raised' : 'ordinary';
}

export function isPoor({ populations }: Policy, { categories }: Pick<Facts, 'categories'>, on: PlainDate): boolean {
  return categories.some((held) => inForce(held, on) && populations[held.category]?.poor === true);
}
