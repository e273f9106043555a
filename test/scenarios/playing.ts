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

/** Which file of tests plays a scenario; two of them, so that two cores do. */
export function isOfRounds(name: string): boolean {
  return /^(round-|v08-|v09-)/.test(name);
}

/** Plays these of the project's scenarios, a test each. @returns the worked cases that they show */
export function playScenarios(isOurs: (name: string) => boolean): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'manteban-scenarios-'));
  const scenarios = readdirSync(fromRoot('scenarios'))
    .filter((name) => name.endsWith('.yaml') && isOurs(name))
    .map((name) => prepare(fromRoot('scenarios', name), folder));
  let ground: Ground;

  beforeAll(async () => {
    installRuntime();
    ground = { testServer: inject('testServerPath'), workflows: await bundleForScenarios(), createDatabase };
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(scenarios)('$read.scenario.scenario', { timeout: 180_000 }, async (scenario) => {
    const { steps } = await play(ground, scenario);
    expect(steps.flatMap(({ failures }) => failures.map(failureLines)).join('\n')).toBe('');
  });

  return scenarios.flatMap(({ read }) => read.scenario.proves);
}
