import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../platform/project-root.ts';

/**
 * The files of tests that need nothing beside them: neither a server of the run (`inject`) nor a command as built, be
 * it by what they import of `test/`.
 */
export function filesThatNeedNothing(): string[] {
  const known = new Map<string, boolean>();
  const files = readdirSync(join(projectRoot, 'test'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file))
    .filter((file) => !needsMore(file, known));
}

function needsMore(file: string, known: Map<string, boolean>): boolean {
  const before = known.get(file);
  if (before !== undefined) return before;
  known.set(file, false);
  const text = readFileSync(join(projectRoot, file), 'utf8');
  const imported = [...text.matchAll(/^import (?!type )(?:[^;]*? from )?'(\.[^']+)';/gm)]
    .map(([, path]) => join(dirname(file), path!))
    .filter((path) => path.startsWith('test/'));
  const needs = /\binject\b|fromRoot\('dist'/.test(text) || imported.some((path) => needsMore(path, known));
  known.set(file, needs);
  return needs;
}
