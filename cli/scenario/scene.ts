import type { Cast } from './cast.ts';
import type { Town } from './town.ts';

/** The cases by the names that the scenario gives them. */
export interface Cases {
  readonly ids: Map<string, string>;
  /** Who sent each in. */
  readonly owners: Map<string, string>;
  /** What a step is about that names none. */
  last: string;
}

export interface Scene {
  readonly town: Town;
  readonly cast: Cast;
  readonly cases: Cases;
  /** Makes each message of the scenario its own. */
  nextKey(): string;
}

export function caseId({ cases }: Scene, name: string | undefined): string {
  const id = cases.ids.get(name ?? cases.last);
  if (id === undefined) throw new Error(`The case ${name ?? cases.last} was not taken in.`);
  return id;
}
