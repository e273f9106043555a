/** A comparison with bare Temporal means something only while both sides do the same work; how fast, the bench says. */
import { beforeAll, expect, it } from 'vitest';
import type { Figures } from '../../proof/bench/comparison.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { run } from '../../stack/command.ts';
import { quickFolder } from '../support/quick-folder.ts';

const cases = 4;
let figures: Figures;
beforeAll(async () => {
  const args = [fromRoot('dist', 'proof', 'bench', 'review.js'), '--cases', String(cases), '--rounds', '1', '--stubs'];
  const env = { ...process.env, TMPDIR: quickFolder() };
  const output = await run({ file: process.execPath, args: [...args, '--json'], env }, { timeout: 110_000 });
  figures = JSON.parse(output.slice(0, output.indexOf('\n}\n') + 2)) as Figures; // progress comes after it
}, 120_000);

it('bench:review takes its turns on both sides, with each its share of the cases', () => {
  expect(Object.keys(figures.rounds)).toEqual(['reviewWithLocalActivities', 'engine']);
  for (const [round] of Object.values(figures.rounds)) expect(round!.milliseconds).toHaveLength(cases);
});

it('both sides write the same number of rows, in as many workflow tasks', () => {
  const { rows, counts } = figures;
  expect(rows['reviewWithLocalActivities']).toBe(rows['engine']);
  expect(counts['reviewWithLocalActivities']!.workflowTasks).toBe(counts['engine']!.workflowTasks);
});
