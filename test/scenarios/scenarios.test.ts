import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { bundleForScenarios, type Ground } from '../../cli/scenario/ground.ts';
import { play, prepare } from '../../cli/scenario/play.ts';
import { failureLines } from '../../cli/scenario/report.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createDatabase } from '../support/databases.ts';

const folder = mkdtempSync(join(tmpdir(), 'manteban-scenarios-'));
const scenarios = readdirSync(fromRoot('scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => prepare(fromRoot('scenarios', name), folder));

let ground: Ground;

beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
  ground = { testServer: inject('testServerPath'), workflows: await bundleForScenarios(), createDatabase };
});

afterAll(() => rmSync(folder, { recursive: true }));

it.each(scenarios)('$read.scenario.scenario', { timeout: 180_000 }, async (scenario) => {
  const { steps } = await play(ground, scenario);
  expect(steps.flatMap(({ failures }) => failures.map(failureLines)).join('\n')).toBe('');
});

it('show the worked cases of the county and of the city', () => {
  const proved = scenarios.flatMap(({ read }) => read.scenario.proves);
  expect(proved).toEqual(expect.arrayContaining(['V05', 'V06', 'V07', 'V10', 'V11']));
});
