import { beforeAll, expect, test } from 'vitest';
import type { Result } from '../../proof/chaos/run.ts';
import { run } from '../../stack/command.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { quickFolder } from '../support/quick-folder.ts';

/** Any seed will do; `npm run chaos` draws one. */
const seed = '4711';
let result: Result;

beforeAll(async () => {
  const size = ['--cases', '40', '--claims', '200', '--kills', '1'];
  const args = [fromRoot('dist', 'cli', 'chaos.js'), ...size, '--seed', seed, '--json'];
  const env = { ...process.env, TMPDIR: quickFolder() };
  const output = await run({ file: process.execPath, args, env }, { timeout: 280_000 });
  result = JSON.parse(output.slice(0, output.indexOf('\n}\n') + 2)) as Result; // progress comes after it
}, 300_000);

test('app, Temporal, PostgreSQL and both services are killed, each while cases and claims are under way', () => {
  expect(result.killed).toEqual({ app: 1, temporal: 1, postgres: 1, settlement: 1, notification: 1 });
});

test('every case ends, with one conclusion an opening, one filing an approval, one message an event', () => {
  expect(result.findings).toEqual([]);
  const { approved, ...others } = result.conclusions;
  const ended = Object.values(others).reduce((sum, number) => sum + number, approved!);
  expect(ended).toBe(40);
  expect(result.filings).toBe(approved);
});

test('every claim is settled once, also where it waits for an approval, and no message is on its way any more', () => {
  const { claims, reversals, refunds, corrections, atOnce = 0, afterApproval = 0, asOrdinary = 0 } = result.settled;
  expect(claims).toBe(200);
  expect(atOnce + afterApproval + asOrdinary).toBe(200);
  for (const some of [afterApproval, asOrdinary, reversals, refunds, corrections]) expect(some).toBeGreaterThan(0);
  expect(result.deliveries['sms delivered']).toBeGreaterThan(0);
});
