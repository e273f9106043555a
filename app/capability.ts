import type { ApiRoute } from '../api/http/route.ts';
import type { Passes, WorkflowName } from '../worker/schedules.ts';
import type { ServedEffects } from '../worker/served-effects.ts';
import type { ApiParts } from './api-parts.ts';
import type { EffectParts } from './effect-parts.ts';

/** What the office can do, called by one word on every floor; API, workers and schedules are made of all of them. */
export interface Capability {
  readonly word: string;
  /** The workflows that are its own. */
  readonly workflows?: readonly WorkflowName[];
  readonly routes?: (parts: ApiParts) => readonly ApiRoute[];
  /** Its effects, each table with what carries it out. */
  readonly effects?: (parts: EffectParts) => readonly ServedEffects[];
  /** What Temporal starts by the clock. */
  readonly passes?: Passes;
}

/** @throws Error where two capabilities claim one schedule: one would silently replace the other */
export function passesOf(capabilities: readonly Capability[]): Passes {
  const entries = capabilities.flatMap(({ passes = {} }) => Object.entries(passes));
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new Error(`Two capabilities have a schedule ${twice}.`);
  return Object.fromEntries(entries);
}
