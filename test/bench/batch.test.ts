import { beforeAll, describe, expect, it } from 'vitest';
import type { Figures, RoundFigures } from '../../proof/bench/batch-measures.ts';
import { run } from '../../stack/command.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { patience } from './figures.ts';

const members = 40;
/**
 * What does not depend on the members counts for more among few: of a thousand, a member costs 20 statements (`npm run
 * bench:batch`).
 */
const ceilings = { coordinatorEvents: 200, caseEvents: 21, statements: 30 };

describe('bench:batch', () => {
  let round: RoundFigures;

  beforeAll(async () => {
    const args = [
      fromRoot('dist', 'proof', 'bench', 'batch.js'),
      '--json',
      '--members',
      String(members),
      '--experts',
      '4',
    ];
    const output = await run({ file: process.execPath, args }, { timeout: patience });
    const figures = JSON.parse(output.slice(output.indexOf('{\n'), output.indexOf('\n}\n') + 2)) as Figures;
    [round] = figures.rounds as [RoundFigures];
  }, patience + 10_000);

  it('every member was judged by two at least, and published', () => {
    expect(round.members).toBe(members);
    expect(round.ballots.count).toBeGreaterThanOrEqual(2 * members);
    expect(round.seconds.all).toBeGreaterThan(round.seconds.publishing);
  });

  it('neither the coordinator nor a member costs more than it did', () => {
    expect(round.events).toBeLessThanOrEqual(ceilings.coordinatorEvents);
    expect(round.member.events).toBeLessThanOrEqual(ceilings.caseEvents);
    expect(round.member.statements).toBeLessThanOrEqual(ceilings.statements);
  });
});
