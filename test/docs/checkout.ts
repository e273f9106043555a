import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from '../../platform/project-root.ts';

/** Paths from the project root of the files under a folder whose names end so. */
export function filesUnder(folder: string, ...endings: string[]): string[] {
  const entries = readdirSync(fromRoot(folder), { recursive: true, encoding: 'utf8' });
  return entries
    .filter((entry) => endings.some((ending) => entry.endsWith(ending)))
    .map((entry) => join(folder, entry));
}

export function read(path: string): string {
  return readFileSync(fromRoot(path), 'utf8');
}
