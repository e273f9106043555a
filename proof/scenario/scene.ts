import type { Cast } from './cast.ts';
import type { Answer, Town } from './town.ts';

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

/** From now on it is the last. */
export function takeIn({ cases }: Scene, name: string, id: string, owner?: string): void {
  cases.ids.set(name, id);
  if (owner !== undefined) cases.owners.set(name, owner);
  cases.last = name;
}

export function caseId({ cases }: Scene, name: string | undefined): string {
  const id = cases.ids.get(name ?? cases.last);
  if (id === undefined) throw new Error(`The case ${name ?? cases.last} was not taken in.`);
  return id;
}

/** Of a round or a draw: its region and its code. */
export function fullName(name: string, region: string): string {
  return name.includes('/') ? name : `${region}/${name}`;
}

/** Whether this is the round or the draw that a scenario calls so, in whichever region it does not say. */
export function isNamed(id: string, name: string): boolean {
  return id === name || id.endsWith(`/${name}`);
}

/** What was asked for; undefined where it is not there. */
export function foundIn({ status, body }: Answer): unknown {
  if (status === 404) return undefined;
  if (status === 200) return body;
  throw new Error(`it was answered ${status}: ${JSON.stringify(body)}`);
}
