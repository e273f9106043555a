import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError, type Finding } from '../../../domain/errors.ts';
import { figuresIn, known, knownValue } from '../../../domain/policy/figure.ts';
import { loadPolicy } from '../../../domain/policy/load.ts';
import { findDisease } from '../../../domain/policy/recognition.ts';
import { asStated, packNames, packText, packVersions, withExamples, type PackName } from '../packs.ts';

function overlay(body: string, pack: PackName = 'rizhao-shandong-2020'): string {
  return [
    'overlay: local',
    "version: '1'",
    `pack: ${pack}`,
    `packVersion: ${packVersions[pack]}`,
    'basis: Local document No. 1',
    "inForceFrom: '2020-01-01'",
    'example: false',
    body,
  ].join('\n');
}

function findings(body: string): readonly Finding[] {
  try {
    loadPolicy(packText('rizhao-shandong-2020'), overlay(body), { pack: 'pack.yaml', overlay: 'overlay.yaml' });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'POLICY_INVALID') return error.findings;
    throw error;
  }
  return [];
}

/** Figures of which no region can say that there are none. */
const forEveryCase: Readonly<Record<string, unknown>> = {
  'acceptance.answerWorkingDays': 5,
  'acceptance.supplementDays': 15,
  'acceptance.remindDaysBefore': 3,
  'queues.majorPriority': { raised: 1, ordinary: 2 },
  'queues.minorPriority': { immediate: 1, reviewChain: 2, monthlyBatch: 3 },
  'queues.warnHoursBefore': 4,
  'queues.escalateHoursAfter': 24,
};

describe('an overlay supplies what a pack leaves null', () => {
  test('the figure carries the basis of the overlay as its clause', () => {
    const policy = loadPolicy(packText('rizhao-shandong-2020'), overlay('figures: { refusal.appealDays: 30 }'));
    expect(policy.refusal.appealDays).toEqual({
      value: 30,
      clause: 'Local document No. 1',
      path: 'refusal.appealDays',
      pack: 'rizhao-shandong-2020',
      origin: 'overlay',
    });
  });

  test('what is there for the example says so, down to the figures of a new disease', () => {
    const policy = withExamples('rizhao-shandong-2020');
    expect(policy.procedures.immediate?.officeHours.origin).toBe('example');
    expect(findDisease(policy, '肝硬化')?.validity).toMatchObject({
      path: 'diseases.liverCirrhosis.validity',
      origin: 'example',
    });
    expect(findDisease(policy, '恶性肿瘤')?.procedure.origin).toBe('pack');
  });

  test('a figure inside an institution of the register is found by its code', () => {
    const body = 'figures: { institutions.xx-county-peoples-hospital.class: class2 }';
    const policy = loadPolicy(packText('xx-county-2021'), overlay(body, 'xx-county-2021'));
    expect(knownValue(policy.institutions)[0]?.class).toMatchObject({ value: 'class2', origin: 'overlay' });
  });

  test('terms are added to an institution of the register', () => {
    const [hospital] = knownValue(withExamples('xx-county-2021').institutions);
    expect(hospital?.terms.map(({ role }) => role)).toEqual(['reviewing', 'treating']);
  });

  test.each(packNames)('and never changes what %s states', (pack) => {
    const before = figuresIn(asStated(pack));
    const gaps = before.filter(({ value }) => value === null).map(({ path }) => path);
    const filling = (path: string) => forEveryCase[path] ?? 'none';
    fc.assert(
      fc.property(fc.subarray(gaps), (filled) => {
        const body = ['figures:', ...filled.map((path) => `  ${path}: ${JSON.stringify(filling(path))}`)].join('\n');
        const after = loadPolicy(packText(pack), overlay(filled.length > 0 ? body : 'figures: {}', pack));
        const now = new Map(figuresIn(after).map((figure) => [figure.path, figure]));
        for (const figure of before) {
          if (filled.includes(figure.path)) expect(known(now.get(figure.path)!)).toEqual(filling(figure.path));
          else if (figure.path !== 'diseases' && figure.path !== 'institutions')
            expect(now.get(figure.path)).toMatchObject({ origin: 'pack', clause: figure.clause });
        }
      }),
      { numRuns: 6 },
    );
  });
});

describe('an overlay is refused', () => {
  test.each(packNames)('when it speaks of anything that %s states', (pack) => {
    const stated = figuresIn(asStated(pack)).filter(({ value }) => value !== null);
    fc.assert(
      fc.property(fc.constantFrom(...stated), ({ path, clause }) => {
        expect(() => loadPolicy(packText(pack), overlay(`figures: { ${path}: none }`, pack))).toThrow(
          expect.objectContaining({ message: expect.stringContaining(`the pack states it (${clause})`) }),
        );
      }),
      { numRuns: 10 },
    );
  });

  test.each([
    ['a stated figure', 'figures: { benefitStart: dayOfDecision }', 'overlay.yaml:8:26', 'the pack states it'],
    ['a path that is not there', 'figures: { refusal.appeal: 30 }', 'overlay.yaml:8:28', 'no such figure'],
    ['a path to no figure', 'figures: { refusal: 30 }', 'overlay.yaml:8:21', 'no such figure'],
    ['a wrong type', 'figures: { refusal.appealDays: soon }', 'overlay.yaml:8:32', 'expected number'],
    [
      'a mistake inside a value',
      "figures:\n  procedures.immediate.officeHours:\n    from: '9:00'\n    to: '17:00'",
      'overlay.yaml:10:11',
      'HH:MM',
    ],
    ['null, which fills nothing', 'figures: { refusal.appealDays: null }', 'overlay.yaml:8:32', 'fills nothing'],
    ['an inherited property as a path', 'figures: { constructor: 1 }', 'overlay.yaml:8:25', 'no such figure'],
  ])('%s', (_what, body, where, problem) => {
    expect(findings(body)).toEqual([expect.objectContaining({ where, problem: expect.stringContaining(problem) })]);
  });

  test('for another pack or version', () => {
    const text = overlay('figures: {}')
      .replace('pack: rizhao-shandong-2020', 'pack: other')
      .replace('2020-1', '2019-1');
    expect(() => loadPolicy(packText('rizhao-shandong-2020'), text)).toThrow(
      expect.objectContaining({ findings: [expect.anything(), expect.anything()] }),
    );
  });

  test('a disease that the pack lists', () => {
    const listed = packText('rizhao-shandong-2020');
    const start = listed.indexOf('    malignantTumor:');
    const disease = listed.slice(start, listed.indexOf('    renalDialysis:')).replaceAll(/^ {2}/gm, '');
    expect(findings(`figures: {}\ndiseases:\n${disease}`)).toEqual([
      expect.objectContaining({
        where: 'overlay.yaml:10:3',
        problem: expect.stringContaining('the pack lists this disease'),
      }),
    ]);
  });
});

describe('the identity of a policy', () => {
  test('is of both texts', () => {
    const text = packText('rizhao-shandong-2020');
    const one = overlay('figures: { refusal.appealDays: 30 }');
    const ids = [
      loadPolicy(text),
      loadPolicy(text, one),
      loadPolicy(`${text}\n`, one),
      loadPolicy(text, `${one}\n`),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(loadPolicy(text, one).id).toBe(ids[1]);
  });
});
