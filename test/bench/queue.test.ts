import { beforeAll, describe, expect, it } from 'vitest';
import type { Figures } from '../../proof/bench/queue-measures.ts';
import { run } from '../../stack/command.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** SQL statements of a call at most: who stands in for whom, and then what was asked for. */
const ceilings = { next: 4, page: 3, count: 3 };

describe('bench:queue', () => {
  let figures: Figures;

  beforeAll(async () => {
    const args = [
      fromRoot('dist', 'proof', 'bench', 'queue.js'),
      '--json',
      '--tasks',
      '2000',
      '--calls',
      '5',
      '--reviewers',
      '10',
    ];
    const output = await run({ file: process.execPath, args }, { timeout: 100_000 });
    figures = JSON.parse(output.slice(output.indexOf('{\n'), output.indexOf('\n}\n') + 2)) as Figures;
  }, 110_000);

  it('the next task costs no more statements than it did, alone or among others', () => {
    const { alone, together } = figures.next;
    for (const { statements, p95 } of [alone, together]) {
      expect(statements).toBeLessThanOrEqual(ceilings.next);
      expect(p95).toBeGreaterThan(0);
    }
  });

  it('neither does a page, nor a count', () => {
    for (const [name, { statements }] of Object.entries(figures.pages))
      expect(statements, name).toBeLessThanOrEqual(ceilings.page);
    for (const [name, { statements }] of Object.entries(figures.counts))
      expect(statements, name).toBeLessThanOrEqual(ceilings.count);
  });
});
