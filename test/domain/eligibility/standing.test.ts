/** PRACTICE, Facts: what the facts of a decision's own day make of it; and diseases beside each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reason } from '../../../domain/eligibility/reason.ts';
import { refusalOf, ruledBeside, standingOf, type Standing } from '../../../domain/eligibility/standing.ts';
import type { Application, Facts } from '../../../domain/eligibility/verdict.ts';
import { addDays, plainDate } from '../../../domain/plain-date.ts';
import { covers, excludes } from '../../../domain/policy/relations.ts';
import type { InsuranceType, Policy } from '../../../domain/policy/schema.ts';
import { application, facts, policyWith, stated } from './examples.ts';

const on = plainDate('2026-12-10');
const benefitFrom = addDays(on, 1);
const policy = policyWith();

const insured = (type: InsuranceType, from: string, until?: string): Facts['insurance'][number] => ({
  type,
  region: 'example',
  from: plainDate(from),
  ...(until && { until: plainDate(until) }),
});
const lapsed = [insured('resident', '2026-01-01', '2026-12-01')];
const nowEmployee = [...lapsed, insured('employee', '2026-12-02')];
const held = (disease: string, more = {}) => ({
  disease,
  region: 'example',
  filingNumber: 'EXAMPLE-1',
  from: plainDate('2026-06-01'),
  ...more,
});

function standing(given: Partial<Facts>, asked: Partial<Application> = {}, by: Policy = policy): Standing {
  return standingOf(by, { ...application, ...asked }, { ...facts, ...given }, { on, benefitFrom });
}

function said(given: Standing): string {
  return 'reasons' in given ? [given.does, ...given.reasons.map(({ code }) => code)].join(' ') : given.does;
}

describe('an approval, by what has become of a fact since', () => {
  const covering = policyWith({ tumour: { supersedes: ['benignTumor'], excludes: ['psychosis'] } });
  const closing = policyWith({
    pack: {
      institutions: stated([
        {
          code: 'first-hospital',
          names: { zh: '示例市第一人民医院', en: 'First Hospital' },
          class: { value: null, clause: 'D3-P' },
          terms: [{ role: 'treating', diseases: 'all', from: '2020-01-01', until: on }],
        },
      ]),
    },
  });

  it.each<[what: string, expected: string, given: Partial<Facts>, asked?: Partial<Application>, by?: Policy]>([
    ['nothing', 'stands', {}],
    ['a death', 'ends', { person: { known: true, diedOn: on } }],
    ['a death that came after the decision', 'stands', { person: { known: true, diedOn: addDays(on, 1) } }],
    ['an insurance that lapsed', 'asks insuranceLapsed', { insurance: lapsed }],
    ['one that was never there', 'asks notInsured', { insurance: [] }],
    [
      'one that ends before the first day of the benefit',
      'stands',
      { insurance: [insured('resident', '2026-01-01', on)] },
    ],
    ['another insurance', 'stands', { insurance: nowEmployee }],
    [
      'another insurance that does not cover the disease',
      'asks insuranceTypeNotCovered',
      { insurance: nowEmployee },
      {},
      policyWith({ tumour: { insuranceTypes: stated(['resident']) } }),
    ],
    ['a person whom no register knows', 'stands', { person: { known: false }, insurance: [] }],
    ['an institution that is designated no more tomorrow', 'asks institutionNotDesignated', {}, {}, closing],
    ['a recognition of the same disease', 'refuses alreadyRecognised', { recognised: [held('malignantTumor')] }],
    ['one to be renewed that is gone', 'asks recognitionMissing', {}, { kind: 'renewal' }],
    [
      'one of a disease that covers it',
      'refuses supersedingDiseaseHeld',
      { recognised: [held('malignantTumor')] },
      { disease: 'benignTumor' },
      covering,
    ],
    ['one of a disease that it covers', 'stands', { recognised: [held('benignTumor')] }, {}, covering],
    [
      'one beside which it cannot be held',
      'asks exclusiveDiseaseHeld',
      { recognised: [held('psychosis')] },
      {},
      covering,
    ],
    [
      'an application for such a one, on which somebody else decides',
      'stands',
      { appliedFor: [{ disease: 'psychosis', region: 'example' }] },
      {},
      covering,
    ],
    ['a poor category that is lost', 'stands', { categories: [] }],
  ])('%s', (_what, expected, given, asked, by) => {
    expect(said(standing(given, asked, by))).toBe(expected);
  });

  it('is of the insurance that the person has on its day, where they had what they applied under', () => {
    expect(standing({ insurance: nowEmployee })).toMatchObject({ application: { insuranceType: 'employee' } });
    const mistaken = [insured('employee', '2020-01-01')];
    expect(said(standing({ insurance: mistaken }))).toBe('asks notInsured');
  });

  it('is not asked again what whoever decided had before them, unless there is more of it', () => {
    const given = { ...facts, recognised: [held('psychosis')] };
    const point = reason('exclusiveDiseaseHeld', 'x', { disease: 'malignantTumor', held: ['psychosis'] });
    const other = reason('exclusiveDiseaseHeld', 'x', { disease: 'malignantTumor', held: ['benignTumor'] });
    const by = (settled: typeof point) =>
      said(standingOf(covering, application, given, { on, benefitFrom, settled: [settled] }));
    expect([by(point), by(other)]).toEqual(['stands', 'asks exclusiveDiseaseHeld']);
  });

  it('cannot be ticked against the register', () => {
    const settled = [reason('insuranceLapsed', 'x', { insuranceType: 'resident' })];
    const day = { on, benefitFrom, settled };
    expect(said(standingOf(policy, application, { ...facts, insurance: lapsed }, day))).toBe('asks insuranceLapsed');
  });
});

describe('a refusal by a person', () => {
  const at = new Date('2026-12-10T04:00:00Z');
  const refused = (given: Partial<Facts>, ...reasons: Parameters<typeof refusalOf>[3]['reasons']) =>
    said(refusalOf(policy, application, { ...facts, ...given }, { reasons, at, on }));
  const lapse = reason('insuranceLapsed', 'x', { insuranceType: 'resident' });
  const notMet = reason('criterionNotMet', 'x', { criterion: 'diagnosisConfirmed' });

  it('for what the register said stands as long as it says so', () => {
    expect([refused({ insurance: lapsed }, lapse), refused({}, lapse)]).toEqual(['stands', 'asks']);
  });

  it('on clinical grounds stands, whatever registers say', () => {
    expect([refused({}, notMet), refused({ insurance: lapsed }, notMet)]).toEqual(['stands', 'stands']);
  });

  it('of somebody who has died is none', () => {
    expect(refused({ person: { known: true, diedOn: on } }, notMet)).toBe('ends');
  });
});

describe('diseases beside each other', () => {
  /** Each covers the next; the last two exclude each other, and the last excludes the first of all. */
  const codes = ['malignantTumor', 'psychosis', 'benignTumor', 'cyst', 'wart'] as const;
  const listed = policyWith().diseases.value as unknown as Readonly<Record<string, object>>;
  const related = (supersedes: string[], excluded: string[] = []) => ({
    ...listed['benignTumor'],
    supersedes,
    excludes: excluded,
  });
  const many = {
    ...policy,
    diseases: {
      ...policy.diseases,
      value: Object.fromEntries(
        [
          related(['psychosis']),
          related(['benignTumor']),
          related([]),
          related([], ['wart']),
          related([], ['malignantTumor']),
        ].map((disease, index) => [codes[index], { ...disease, code: codes[index] }]),
      ),
    },
  } as unknown as Policy;

  it('cover through a third, and exclude whichever names the other', () => {
    expect(covers(many, 'malignantTumor', 'benignTumor')).toBe(true);
    expect(covers(many, 'benignTumor', 'malignantTumor')).toBe(false);
    expect([
      excludes(many, 'cyst', 'wart'),
      excludes(many, 'wart', 'cyst'),
      excludes(many, 'wart', 'psychosis'),
    ]).toEqual([true, true, false]);
  });

  const applicationFor = (disease: string): Application => ({ ...application, disease });
  const sets = fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1 });

  /** Decided one after the other, each by what is held then and by what is decided with it. */
  function inForce(order: readonly string[], together: readonly string[]): { held: string[]; asked: string[] } {
    let recognised = [] as ReturnType<typeof held>[];
    const asked: string[] = [];
    for (const disease of order) {
      const known = { ...facts, insurance: [insured('resident', '2020-01-01')], recognised };
      const open = together.filter((other) => other !== disease && !recognised.some((one) => one.disease === other));
      const beside = ruledBeside(many, open.map(applicationFor), known, { on, benefitFrom });
      const given = { ...known, recognised: [...recognised, ...beside] };
      const { does } = standingOf(many, applicationFor(disease), given, { on, benefitFrom });
      if (does === 'asks') asked.push(disease);
      if (does !== 'stands') continue;
      recognised = [...recognised.filter((one) => !covers(many, disease, one.disease)), held(disease)];
    }
    return { held: recognised.map(({ disease }) => disease).toSorted(), asked: asked.toSorted() };
  }

  it('that one round rules on end up the same, in whatever order they are published', () => {
    fc.assert(
      fc.property(
        sets.chain((set) => fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length }))),
        ([set, order]) => {
          expect(inForce(order, order)).toEqual(inForce(set, set));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that are decided one after the other end up the same where none excludes another, and never exclude each other', () => {
    fc.assert(
      fc.property(
        sets.chain((set) => fc.tuple(fc.constant(set), fc.shuffledSubarray(set, { minLength: set.length }))),
        ([set, order]) => {
          const result = inForce(order, []);
          for (const one of result.held)
            for (const other of result.held) expect(excludes(many, one, other) || covers(many, one, other)).toBe(false);
          const peaceful = set.every((one) => set.every((other) => !excludes(many, one, other)));
          if (peaceful) expect(result).toEqual(inForce(set, []));
        },
      ),
      { numRuns: 500 },
    );
  });
});
