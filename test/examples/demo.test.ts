import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runningStack } from '../../proof/demo/running-stack.ts';

const homes: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const home of homes.splice(0)) rmSync(home, { recursive: true });
});

test('without a running stack the demo says in one sentence what to do, and makes nothing', async () => {
  const home = mkdtempSync(join(tmpdir(), 'manteban-home-'));
  homes.push(home);
  vi.stubEnv('MANTEBAN_HOME', home);
  await expect(runningStack(undefined)).rejects.toThrow(
    'The stack is not running here: start it with npm start in another terminal, then try again.',
  );
  expect(readdirSync(home)).toEqual([]);
});
