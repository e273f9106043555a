import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { bundleForScenarios, type Ground } from '../../proof/scenario/ground.ts';
import { play, prepare } from '../../proof/scenario/play.ts';
import { failureLines } from '../../proof/scenario/report.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createDatabase } from '../support/databases.ts';
import { installRuntime } from '../support/temporal-runtime.ts';

const folder = mkdtempSync(join(tmpdir(), 'manteban-scenarios-'));
const scenarios = readdirSync(fromRoot('scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => prepare(fromRoot('scenarios', name), folder));
let ground: Ground;

beforeAll(async () => {
  installRuntime();
  ground = { testServer: inject('testServerPath'), workflows: await bundleForScenarios(), createDatabase };
});

afterAll(() => rmSync(folder, { recursive: true }));

// Each has a town of its own, and most of its time is waiting.
it.concurrent.each(scenarios)('$read.scenario.scenario', { timeout: 180_000 }, async (scenario) => {
  const { steps } = await play(ground, scenario);
  expect(steps.flatMap(({ failures }) => failures.map(failureLines)).join('\n')).toBe('');
});

it('they show the worked cases of the county, of the city and of the monthly batch', () => {
  const proved = scenarios.flatMap(({ read }) => read.scenario.proves);
  expect(proved).toEqual(expect.arrayContaining(['V05', 'V06', 'V07', 'V08', 'V09', 'V10', 'V11']));
});
