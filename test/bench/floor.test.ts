import { beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../bench/comparison.ts';
import { run } from '../../cli/stack/command.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** What an immediate application may cost at most. They do not vary from run to run: a change that raises one is a regression. */
const ceilings = { events: 11, workflowTasks: 1, statements: 15, payloadBytes: 2_700 };

describe('bench:floor', () => {
  let figures: Figures;

  beforeAll(async () => {
    const args = [fromRoot('dist', 'bench', 'floor.js'), '--json', '--cases', '6', '--rounds', '2'];
    const output = await run({ file: process.execPath, args }, { timeout: 150_000 });
    figures = JSON.parse(output.slice(0, output.indexOf('\n}\n') + 2)) as Figures; // progress comes after it
  }, 160_000);

  it('an immediate application costs no more than it did', () => {
    const { engine } = figures.counts;
    for (const [figure, ceiling] of Object.entries(ceilings)) {
      expect(engine[figure as keyof typeof engine], figure).toBeLessThanOrEqual(ceiling);
    }
  });

  it('each side took every turn with its share of the applications', () => {
    for (const rounds of Object.values(figures.rounds)) {
      expect(rounds.map(({ milliseconds }) => milliseconds.length)).toEqual([3, 3]);
    }
  });

  it('both sides did the same work in one workflow task', () => {
    const { engine, withLocalActivities } = figures.counts;
    expect(withLocalActivities.workflowTasks).toBe(engine.workflowTasks);
  });
});
