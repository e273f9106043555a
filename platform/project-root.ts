import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, from source and from `dist/` alike. */
export const projectRoot = findUpwards(dirname(fileURLToPath(import.meta.url)), 'package.json');

/** Path of something that is read at run time, such as `locales/en.json`. */
export function fromRoot(...segments: string[]): string {
  return join(projectRoot, ...segments);
}

function findUpwards(folder: string, name: string): string {
  if (existsSync(join(folder, name))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error(`No ${name} in any folder above ${fileURLToPath(import.meta.url)}`);
  return findUpwards(parent, name);
}
