/** Which nights of the daily trigger a scenario plays: those on which it finds something. */
import { expect, it } from 'vitest';
import { nextRoundNight } from '../../proof/scenario/round-nights.ts';
import { readPolicyFile } from '../../cli/policy/files.ts';
import { readWorkingCalendar } from '../../app/working-calendar.ts';
import { fromRoot } from '../../platform/project-root.ts';

const policy = readPolicyFile(fromRoot('examples', 'overlays', 'rizhao-shandong-2020.yaml'));
const calendar = await readWorkingCalendar();

const at = (day: string) => new Date(`${day}T00:20:00+08:00`);
const nightAfter = (from: string, codes: readonly string[] = [], isAlarmed = false, firstAt = at('2021-04-01')) =>
  nextRoundNight(policy, calendar, { codes, isAlarmed, firstAt }, at(from));

it.each([
  ['the last before a cut-off', '2021-05-01', [], '2021-05-13'],
  ['the next month’s, once this month’s round is open', '2021-05-14', ['2021-05'], '2021-06-10'],
  ['every one, while a month whose day has passed has no round', '2021-05-24', [], '2021-05-24'],
  ['the next month’s, once an extra round makes up for it', '2021-05-24', ['2021-05-x1'], '2021-06-10'],
  ['that before the own round, which one opened by hand does not replace', '2021-05-05', ['2021-05-x1'], '2021-05-13'],
] as const)('is %s', (_which, from, codes, night) => {
  expect(nightAfter(from, codes)).toBe(night);
});

it('is the next month’s where nobody had applied before the cut-off that passed', () => {
  expect(nightAfter('2021-05-24', [], false, at('2021-05-20'))).toBe('2021-06-10');
});

it('is every one as long as an alarm stands', () => {
  expect(nightAfter('2021-06-02', ['2021-06'], true)).toBe('2021-06-02');
});
