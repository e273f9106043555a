import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { durationOf, instantOf, shown } from '../../proof/scenario/calendar-time.ts';
import { expectation } from '../../proof/scenario/expectation-format.ts';
import { actionNames } from '../../proof/scenario/format.ts';
import { prepare } from '../../proof/scenario/play.ts';
import { readScenario, ScenarioInvalid } from '../../proof/scenario/read.ts';
import { fromRoot } from '../../platform/project-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'manteban-scenario-files-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** A file that is right, a line each; tests break one. */
const lines = [
  'scenario: something happens',
  'start: 2021-05-10T09:00',
  `policy: { overlay: ${fromRoot('examples', 'overlays', 'xx-county-2021.yaml')} }`,
  'people:',
  '  sun: { insurance: [{ type: resident, from: 2015-01-01 }] }',
  'staff:',
  '  desk: { role: hospitalDesk, institution: xx-county-peoples-hospital }',
  'steps:',
  '  - submit: { case: c1, person: sun, by: desk, disease: aids }',
  '    expect: { stage: awaitingAcceptance }',
  '  - at: 2021-05-11T09:00',
  '    claim: { by: desk, task: deskAcceptance }',
];

function mistakesIn(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof ScenarioInvalid) return error.findings.map(({ where, problem }) => `${where} ${problem}`);
    throw error;
  }
}

/** What is said of the file with this line in the place of another. */
function withLine(number: number, line: string): string[] {
  return mistakesIn(() => readScenario('s.yaml', lines.with(number - 1, line).join('\n')));
}

describe('a file', () => {
  it('is read when it is right', () => {
    expect(withLine(1, lines[0]!)).toEqual([]);
  });

  it.each([
    ['a key that there is not', 2, 'begin: 2021-05-10T09:00', /^s\.yaml:1:1 start: is missing$/],
    ['a time that is none', 2, 'start: 2021-05-10', /^s\.yaml:2:8 start: day and time in the region/],
    [
      'a stage that there is not',
      10,
      '    expect: { stage: awaitingNobody }',
      /^s\.yaml:10:22 steps\.0\.expect\.0\.stage: /,
    ],
    [
      'an expectation misspelt',
      10,
      '    expect: { outcom: approved }',
      /^s\.yaml:10:23 steps\.0\.expect\.0\.outcom: no such key here$/,
    ],
    [
      'somebody who is not there',
      12,
      '    claim: { by: nobody, task: deskAcceptance }',
      /^s\.yaml:12:18 .*there is no .* nobody$/,
    ],
    [
      'a case that is not there yet',
      12,
      '    claim: { by: desk, case: c9, task: deskAcceptance }',
      /^s\.yaml:12:30 .*there is no case c9 yet$/,
    ],
    ['a time before the step above', 11, '  - at: 2021-05-09T09:00', /^s\.yaml:11:9 .*lies before the step above$/],
    ['two actions in a step', 11, '  - withdraw: {}', /^s\.yaml:11:5 .*one action a step/],
    ['a task that there is not', 12, '    claim: { by: desk, task: tea }', /^s\.yaml:12:30 /],
    [
      'a round that is none',
      10,
      '    expect: { rounds: [{ round: august }] }',
      /^s\.yaml:10:\d+ steps\.0\.expect\.0\.rounds\.0\.round: a round, as 2021-08/,
    ],
    [
      'a contact given to somebody who helps nobody',
      12,
      '    assignContact: { by: desk, person: sun, to: desk }',
      /^s\.yaml:12:49 .*there is no agent desk$/,
    ],
    ['YAML that is none', 7, '  desk: { role: hospitalDesk', /^s\.yaml:\d+:\d+ /],
  ])('with %s is refused at its line', (_what, number, line, mistake) => {
    expect(withLine(number, line)).toEqual(expect.arrayContaining([expect.stringMatching(mistake)]));
  });

  const twice = (region: string) =>
    `[${lines[2]!.replace('policy: ', '')}, ${lines[2]!.replace('policy: ', '').replace(' }', `${region} }`)}]`;

  /** What is said of a file with two policies and this line in the place of its submission. */
  function withTwoRegions(region: string, submit = lines[8]!): string[] {
    const file = join(folder, 'regions.yaml');
    writeFileSync(
      file,
      lines
        .with(2, `policy: ${twice(region)}`)
        .with(8, submit)
        .join('\n'),
    );
    return mistakesIn(() => prepare(file, folder));
  }

  it('may have rules for several regions', () => {
    expect(
      withTwoRegions(', region: next-county', lines[8]!.replace('person: sun', 'person: sun, region: next-county')),
    ).toEqual([]);
  });

  it('with two rules for one region is refused at the second', () => {
    expect(withTwoRegions('')).toEqual([
      expect.stringMatching(/:3:\d+ policy\.region: there are rules for xx-county already$/),
    ]);
  });

  it.each([
    [
      'an application',
      lines[8]!.replace('person: sun', 'person: sun, region: nowhere'),
      /:9:\d+ steps\.0\.submit\.region: there are no rules for nowhere$/,
    ],
    [
      'a round',
      '  - sign: { by: desk, round: nowhere/2021-05 }',
      /:9:\d+ steps\.0\.sign\.round: there are no rules for nowhere$/,
    ],
  ])('with %s in a region without rules is refused at its line', (_what, submit, mistake) => {
    expect(withTwoRegions(', region: next-county', submit)).toEqual([expect.stringMatching(mistake)]);
  });

  it.each([
    [
      'an overlay that is not there',
      '{ overlay: nowhere.yaml }',
      /:3:20 policy\.overlay: there is no file nowhere\.yaml/,
    ],
    [
      'a figure that the pack does not have',
      lines[2]!.replace('policy: ', '').replace(' }', ', figures: { tea: 5 } }'),
      /:3:\d+ policy\.figures: /,
    ],
  ])('with %s is refused before anything is played', (_what, policy, mistake) => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, lines.with(2, `policy: ${policy}`).join('\n'));
    expect(mistakesIn(() => prepare(file, folder))).toEqual([expect.stringMatching(mistake)]);
  });
});

describe('time', () => {
  it('is written as clocks of the region show it, midnight as the end of a day', () => {
    expect(instantOf('2021-05-13T24:00')).toEqual(instantOf('2021-05-14T00:00'));
    expect(shown(new Date('2021-05-13T16:00:00Z'))).toBe('2021-05-13T24:00');
    expect(shown(new Date('2021-05-13T01:30:00Z'))).toBe('2021-05-13T09:30');
  });

  it('passes by days, hours and minutes', () => {
    expect(durationOf('1d 2h 3m')).toBe(((24 + 2) * 60 + 3) * 60_000);
    expect(durationOf('15m')).toBe(900_000);
  });
});

describe.each(['SCENARIOS.md', 'SCENARIOS.zh-CN.md'])('docs/%s', (name) => {
  const page = readFileSync(fromRoot('docs', name), 'utf8');

  it('names every action and everything that can be expected', () => {
    const words = [...actionNames, ...Object.keys(expectation.shape)];
    expect(words.filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
  });

  it('shows a scenario that is right', () => {
    const [, example = ''] = /```yaml\n(scenario: [^]*?)```/.exec(page) ?? [];
    expect(mistakesIn(() => readScenario(name, example))).toEqual([]);
  });
});
