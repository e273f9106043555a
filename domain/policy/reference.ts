import type { PackFile } from './schema.ts';
import type { Path } from './source.ts';
import { stated } from './figure.ts';

/** A part of a pack that does not go with another. */
export interface Reference {
  readonly at: Path;
  readonly problem: string;
  readonly hint: string;
}

export function listedDiseases(pack: PackFile) {
  return Object.entries(stated(pack.diseases) ?? {});
}
