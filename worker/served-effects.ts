import type { Effect, EffectTable } from '../workflows/effects.ts';
import type { TaskQueue } from '../workflows/ids.ts';

/** Effects of one table with what carries them out, ready for a worker. */
export interface ServedEffects {
  readonly queue: TaskQueue;
  readonly activities: Readonly<Record<string, Effect>>;
}

/** Just what stands in the table: an effect that it lacks no workflow can ask for. */
export function serve<A extends Record<keyof A, Effect>>(
  { queue, summaries }: EffectTable<A>,
  activities: A,
): ServedEffects {
  const names = Object.keys(summaries) as (keyof A & string)[];
  return { queue, activities: Object.fromEntries(names.map((name) => [name, activities[name]])) };
}

/** The effects of each queue. @throws Error where two effects bear one name: workflows could not tell them apart */
export function effectsByQueue(served: readonly ServedEffects[]): ReadonlyMap<TaskQueue, Record<string, Effect>> {
  const queues = new Map<TaskQueue, Record<string, Effect>>();
  const seen = new Set<string>();
  for (const { queue, activities } of served) {
    for (const name of Object.keys(activities)) {
      if (seen.has(name)) throw new Error(`Two effects are called ${name}.`);
      seen.add(name);
    }
    queues.set(queue, { ...queues.get(queue), ...activities });
  }
  return queues;
}
