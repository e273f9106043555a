/** A comparison of claims means something only while both sides write the same rows; how fast, the bench says. */
import { beforeAll, expect, it } from 'vitest';
import type { Figures } from '../../proof/bench/settlement-measures.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { run } from '../../stack/command.ts';
import { quickFolder } from '../support/quick-folder.ts';

const claims = 16;
let figures: Figures;
beforeAll(async () => {
  const args = ['--claims', String(claims), '--rounds', '1', '--earlier', '100', '--json'];
  const script = fromRoot('dist', 'proof', 'bench', 'settlement.js');
  const env = { ...process.env, TMPDIR: quickFolder() };
  const output = await run({ file: process.execPath, args: [script, ...args], env }, { timeout: 60_000 });
  figures = JSON.parse(output) as Figures;
}, 70_000);

it('takes turns on all sides, and asks whether earlier claims make the next one slower', () => {
  expect(Object.keys(figures.rounds)).toEqual(['bare', 'desk', 'http']);
  for (const [round] of Object.values(figures.rounds)) expect(round!.perSecond).toBeGreaterThan(0);
  expect(figures.flat.many.p50).toBeGreaterThan(0);
});

it('a claim costs one statement more than the transaction that writes its rows, over HTTP too', () => {
  const { bare, desk, http } = figures.rounds;
  expect([bare, desk, http].map(([round]) => round!.statements)).toEqual([3, 4, 4]);
});
