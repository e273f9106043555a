import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../platform/project-root.ts';

it('all that workflows run of the domain is evaluated once a worker, not once a workflow', () => {
  const sources = readdirSync(join(projectRoot, 'workflows'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const used = new Set(sources.flatMap((file) => domainModulesIn(join('workflows', file))));
  expect(domainModulesIn('worker/shared-modules.ts')).toEqual([...used].sort());
});

/** Those that are there when it runs: types are not. */
function domainModulesIn(file: string): string[] {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  const imports = [...text.matchAll(/^import (?!type )(?:[^;]*? from )?'([^']+)';/gm)].map(([, path]) => path!);
  const paths = imports.map((path) => relative(projectRoot, resolve(projectRoot, file, '..', path)));
  return paths.filter((path) => path.startsWith('domain/'));
}
