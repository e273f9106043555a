import { beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../proof/bench/comparison.ts';
import { figuresOf, patience } from './figures.ts';

/**
 * What an immediate application may cost at most. They do not vary from run to run: a change that raises one is a
 * regression.
 */
const ceilings = { events: 11, workflowTasks: 1, statements: 11, payloadBytes: 2_700 };

describe('bench:floor', () => {
  let figures: Figures;

  beforeAll(async () => {
    figures = await figuresOf('floor');
  }, patience + 10_000);

  it('an immediate application costs no more than it did', () => {
    const { engine } = figures.counts;
    for (const [figure, ceiling] of Object.entries(ceilings)) {
      expect(engine![figure as keyof typeof ceilings], figure).toBeLessThanOrEqual(ceiling);
    }
  });

  it('each side took every turn with its share of the applications', () => {
    expect(Object.keys(figures.rounds)).toEqual(['withActivities', 'withLocalActivities', 'engine']);
    for (const rounds of Object.values(figures.rounds)) {
      expect(rounds.map(({ milliseconds }) => milliseconds.length)).toEqual([3, 3]);
    }
  });

  it('both sides did the same work in one workflow task, and wrote the same number of rows', () => {
    const { counts, rows } = figures;
    expect(counts.withLocalActivities!.workflowTasks).toBe(counts.engine!.workflowTasks);
    expect(rows.withLocalActivities).toBe(rows.engine);
  });
});
