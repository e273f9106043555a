import { beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../proof/bench/comparison.ts';
import { figuresOf, patience } from './figures.ts';

/**
 * What a case with two reviewers may cost at most. They do not vary from run to run: a change that raises one is a
 * regression.
 */
const ceilings = { events: 32, workflowTasks: 3, statements: 27, payloadBytes: 5_600 };

describe('bench:review', () => {
  let figures: Figures;

  beforeAll(async () => {
    figures = await figuresOf('review');
  }, patience + 10_000);

  it('a case with two reviewers costs no more than it did', () => {
    const { engine } = figures.counts;
    for (const [figure, ceiling] of Object.entries(ceilings)) {
      expect(engine![figure as keyof typeof ceilings], figure).toBeLessThanOrEqual(ceiling);
    }
  });

  it('each side took every turn with its share of the applications', () => {
    expect(Object.keys(figures.rounds)).toEqual(['reviewWithLocalActivities', 'engine']);
    for (const rounds of Object.values(figures.rounds)) {
      expect(rounds.map(({ milliseconds }) => milliseconds.length)).toEqual([3, 3]);
    }
  });

  it('both sides did the same work in as many workflow tasks, and wrote the same number of rows', () => {
    const { counts, rows } = figures;
    expect(counts.reviewWithLocalActivities!.workflowTasks).toBe(counts.engine!.workflowTasks);
    expect(rows.reviewWithLocalActivities).toBe(rows.engine);
  });
});
