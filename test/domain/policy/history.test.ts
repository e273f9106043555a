import { describe, expect, test } from 'vitest';
import type { DomainError } from '../../../domain/errors.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { knownValue } from '../../../domain/policy/figure.ts';
import { policyHistory, type PolicyText } from '../../../domain/policy/history.ts';
import { packText } from '../packs.ts';

const region = 'xx-county';

/** A version of the county's pack, with this ratio at hospitals of class 2. */
function pack(version: string, from: string | null, ratio = 0.7): PolicyText {
  const text = packText('xx-county-2021')
    .replace('version: 2021-1', `version: ${version}`)
    .replace('inForceFrom: { value: null', `inForceFrom: { value: ${from === null ? null : `'${from}'`}`)
    .replace('class2: { value: 0.70', `class2: { value: ${ratio}`);
  return { file: `${version}.yaml`, text };
}

function overlay(name: string, from: string, facts: { until?: string; of?: string; appealDays?: number } = {}) {
  const { until, of = '2021-1', appealDays = 30 } = facts;
  const text = [
    `overlay: ${name}`,
    "version: '1'",
    'pack: xx-county-2021',
    `packVersion: ${of}`,
    'basis: Local document No. 1',
    'example: false',
    `inForceFrom: '${from}'`,
    ...(until ? [`inForceUntil: '${until}'`] : []),
    `figures: { refusal.appealDays: ${appealDays} }`,
  ].join('\n');
  return { file: `${name}.yaml`, text };
}

function terms(packs: PolicyText[], overlays: PolicyText[] = []) {
  return policyHistory(packs, overlays)
    .termsOf(region)
    .map(({ from = 'ever', until = 'on', policy, completedBy = 'alone' }) => [
      from,
      until,
      policy.version,
      completedBy,
    ]);
}

function problems(packs: PolicyText[], overlays: PolicyText[]): string[] {
  try {
    policyHistory(packs, overlays);
  } catch (error) {
    return (error as DomainError).findings.map(({ where, problem }) => `${where} ${problem}`);
  }
  return [];
}

describe('versions of a pack', () => {
  test('hold one after the other, whatever their names, each from its first day', () => {
    const packs = [pack('2022-1', '2022-01-01', 0.5), pack('2021-9', '2023-07-01', 0.9), pack('2021-1', null)];
    expect(terms(packs)).toEqual([
      ['ever', '2021-12-31', '2021-1', 'alone'],
      ['2022-01-01', '2023-06-30', '2022-1', 'alone'],
      ['2023-07-01', 'on', '2021-9', 'alone'],
    ]);
    const ratioOn = (day: string) => {
      const { policy } = policyHistory(packs, []).on(region, plainDate(day))!;
      return knownValue(knownValue(policy.benefits.resident).ratioByClass.class2);
    };
    expect(['2021-12-31', '2022-01-01', '2023-06-30', '2023-07-01'].map(ratioOn)).toEqual([0.7, 0.5, 0.5, 0.9]);
  });

  test('of which nothing is in force before the first day that one states', () => {
    const history = policyHistory([pack('2021-1', '2021-03-01')], []);
    expect(history.on(region, plainDate('2021-02-28'))).toBeUndefined();
    expect(history.on('elsewhere', plainDate('2021-03-01'))).toBeUndefined();
  });

  test.each([
    ['the same first day', '2021-01-01', '2021-01-01'],
    ['no first day', null, null],
  ])('two with %s are a mistake', (_what, one, other) => {
    expect(problems([pack('2021-1', one), pack('2021-2', other)], [])).toEqual([
      expect.stringMatching(/^2021-\d\.yaml:12:\d+ inForceFrom/),
    ]);
  });
});

describe('overlays of a version', () => {
  const county = pack('2021-1', null);

  test('complete it one after the other, and leave it alone before and between', () => {
    const overlays = [overlay('second', '2022-01-01', { until: '2022-06-30' }), overlay('first', '2021-03-01')];
    expect(terms([county], overlays)).toEqual([
      ['ever', '2021-02-28', '2021-1', 'alone'],
      ['2021-03-01', '2021-12-31', '2021-1', 'first 1'],
      ['2022-01-01', '2022-06-30', '2021-1', 'second 1'],
      ['2022-07-01', 'on', '2021-1', 'alone'],
    ]);
  });

  test('end with it', () => {
    const packs = [county, pack('2022-1', '2022-01-01')];
    const overlays = [overlay('first', '2021-03-01'), overlay('second', '2021-06-01', { of: '2022-1' })];
    expect(terms(packs, overlays)).toEqual([
      ['ever', '2021-02-28', '2021-1', 'alone'],
      ['2021-03-01', '2021-12-31', '2021-1', 'first 1'],
      ['2022-01-01', 'on', '2022-1', 'second 1'],
    ]);
  });

  test.each([
    ['begin on one day', [overlay('one', '2021-03-01'), overlay('other', '2021-03-01')], 'completes the pack as well'],
    [
      'hold on one day',
      [overlay('one', '2021-03-01', { until: '2022-01-01' }), overlay('other', '2022-01-01')],
      'completes the pack as well',
    ],
  ])('that %s are a mistake, and not one of them is dropped', (_what, overlays, problem) => {
    expect(problems([county], overlays)).toEqual([expect.stringContaining(problem)]);
  });

  test.each([
    ['of an unknown version', overlay('one', '2021-03-01', { of: '2019-1' }), 'its versions are 2021-1'],
    ['that ends before it begins', overlay('one', '2021-03-01', { until: '2021-02-01' }), 'is before its first day'],
    ['that begins when its version is over', overlay('one', '2022-03-01'), 'holds from ever to 2021-12-31'],
  ])('one %s is a mistake', (_what, wrong, problem) => {
    expect(problems([county, pack('2022-1', '2022-01-01')], [wrong])[0]).toContain(problem.replace('2021-1', '2021-1'));
  });
});

test('a group that an overlay adds is for populations of the pack, after its own', () => {
  const jiangsu = packText('jiangsu-poverty-prevention');
  const adding = (appliesTo: string) => [
    {
      file: 'overlay.yaml',
      text: `overlay: local
version: '1'
pack: jiangsu-poverty-prevention
packVersion: 2022-1
basis: Local document No. 1
example: false
inForceFrom: '2022-01-01'
figures: {}
byGroup:
  assisted:
    names: { zh: 救助对象, en: Assisted }
    appliesTo: ${appliesTo}
    deductible: { value: '0.00', clause: Local document No. 1 }
    ratio: { value: 0.9, clause: Local document No. 1 }
    inpatientRatio: { value: none, clause: Local document No. 1 }
    monthlyCap: { value: none, clause: Local document No. 1 }
    countsToAnnualCap: { value: true, clause: Local document No. 1 }
`,
    },
  ];
  const packs = [{ file: 'pack.yaml', text: jiangsu }];
  const added = policyHistory(packs, adding('{ expenses: [ordinary], populations: [assistanceObject] }'));
  const { byGroup } = added.on('jiangsu', plainDate('2022-01-01'))!.policy.benefits;
  expect(byGroup['assisted']!.ratio).toMatchObject({ value: 0.9, origin: 'overlay' });
  expect(problems(packs, adding('{ expenses: [ordinary] }'))[0]).toContain('is for everybody');
  expect(problems(packs, adding('{ expenses: [ordinary], populations: [nobody] }'))[0]).toContain(
    'nobody is no population',
  );
});
