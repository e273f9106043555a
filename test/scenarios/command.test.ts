import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fromRoot } from '../../platform/project-root.ts';
import { quickFolder } from '../support/quick-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'manteban-scenario-command-'));
const atOnce = readFileSync(fromRoot('scenarios', 'v07-tumour-at-once.yaml'), 'utf8').replace(
  '../examples',
  fromRoot('examples'),
);

afterAll(() => rmSync(folder, { recursive: true }));

/** `npm run scenario -- --json FILE` on such a file. */
function command(name: string, content: string): Promise<{ code: number; report: any; said: string }> {
  const file = join(folder, name);
  writeFileSync(file, content);
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [fromRoot('dist', 'cli', 'scenario.js'), '--json', file],
      { env: { ...process.env, TMPDIR: quickFolder() } },
      (_error, stdout, said) => resolve({ code: child.exitCode ?? -1, report: JSON.parse(stdout), said }),
    );
  });
}

it.concurrent('all is as expected: exit code 0', { timeout: 180_000 }, async () => {
  const { code, report } = await command('right.yaml', atOnce);
  expect(report.scenarios).toMatchObject([
    { passed: true, proves: ['V07'], steps: [{ at: '2020-07-10T10:00', failures: [] }] },
  ]);
  expect(code).toBe(0);
});

it.concurrent('an expectation that is false is said with its line: exit code 1', { timeout: 180_000 }, async () => {
  const { code, report, said } = await command(
    'false.yaml',
    atOnce.replace('benefitFrom: 2020-07-11', 'benefitFrom: 2020-07-13'),
  );
  const [failure] = report.scenarios[0].steps[0].failures;
  expect(failure).toMatchObject({ what: 'benefitFrom', expected: '2020-07-13', found: '2020-07-11' });
  const line = atOnce.split('\n').findIndex((text) => text.includes('benefitFrom')) + 1;
  expect(failure.where).toMatch(new RegExp(`false\\.yaml:${line}:\\d+$`));
  expect(said).toContain('expected 2020-07-13');
  expect(code).toBe(1);
});

it.concurrent('a mistake in the file is said with its line, and nothing is played: exit code 2', async () => {
  const { code, report, said } = await command('broken.yaml', atOnce.replace('person: wang', 'person: wong'));
  expect(report).toEqual({
    mistakes: [
      { where: expect.stringMatching(/broken\.yaml:\d+:\d+$/), problem: expect.stringContaining('no person wong') },
    ],
  });
  expect(said).toContain('there is no person wong');
  expect(code).toBe(2);
});
