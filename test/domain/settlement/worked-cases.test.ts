import { describe, expect, test } from 'vitest';
import { yuan } from '../../../domain/money.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import type { PersonOnDay } from '../../../domain/settlement/person.ts';
import { settle } from '../../../domain/settlement/settle.ts';
import { enrolmentTerms, prescriptionTerms } from '../../../domain/settlement/terms.ts';
import { asStated } from '../packs.ts';
import { claim, line, supplied, under } from './claims.ts';

/**
 * Limits that the document does not name, and that the results presuppose (docs/PRACTICE.md, Silence of a document).
 */
const county = {
  'diseases.pulmonaryHypertension.limits.perYear': 'none',
  'diseases.pulmonaryHypertension.limits.perMonth': 'none',
  'benefits.annualCap': 'none',
};
const basicOnly = { layers: ['basicInsurance'] } as const;
const disease = 'pulmonaryHypertension';

type Facts = Parameters<typeof claim>[0] & Pick<Partial<PersonOnDay>, 'insuranceType'>;

function settled(figures: Readonly<Record<string, unknown>>, { insuranceType = 'resident', ...facts }: Facts) {
  const policy = supplied('xx-county-2021', { ...county, ...figures });
  const { layers, patientShare } = settle(claim({ ...basicOnly, ...facts }), {}, under(policy, { insuranceType }));
  const [share] = layers[0]!.shares;
  const { deductible, ratio, paid, eligible } = share!;
  return {
    inScope: yuan(eligible),
    deductible: yuan(deductible!.borne),
    ratio: ratio.applied,
    fund: yuan(paid),
    personal: yuan(patientShare),
  };
}

describe('D2: a county, outpatient specified diseases', () => {
  test.each([
    ['V01', 'class2', '10000.00', '10000.00', { ratio: 0.7, fund: '7000.00', personal: '3000.00' }],
    ['V02', 'class1AndBelow', '1250.50', '1250.50', { ratio: 0.8, fund: '1000.40', personal: '250.10' }],
    ['V03', 'class3', '9500.00', '8000.00', { inScope: '8000.00', ratio: 0.6, fund: '4800.00', personal: '4700.00' }],
  ] as const)('%s: a resident at a hospital of %s', (_case, hospital, total, inScope, expected) => {
    const institution = { code: 'a-hospital', class: hospital };
    const answer = settled({}, { institution, lines: [line('chronic', total, { inScope, disease })] });
    expect(answer).toMatchObject({ deductible: '0.00', ...expected });
  });

  test('V04: an employee at the in-patient ratio, which the county does not state', () => {
    const facts = { insuranceType: 'employee', lines: [line('chronic', '2000.00', { disease })] } as const;
    expect(() => settled({ 'benefits.employee.deductible': '0.00' }, facts)).toThrow(
      expect.objectContaining({
        code: 'PARAMETER_NOT_CONFIGURED',
        params: { pack: 'xx-county-2021', path: 'benefits.employee.inpatientRatio', clause: 'D2 §二(二)' },
      }),
    );
    const figures = { 'benefits.employee.deductible': '0.00', 'benefits.employee.inpatientRatio': 0.85 };
    expect(settled(figures, facts)).toMatchObject({ deductible: '0.00', fund: '1700.00' });
  });
});

test('V12: twelve weeks at most for contracted poor chronic patients', () => {
  const prescription = {
    populations: ['contractedPoorChronic'],
    confirmed: ['safe', 'reasonable', 'effective'],
    issuedOn: plainDate('2020-07-01'),
    portionDays: 28,
  };
  const terms = [84, 85].map((days) => prescriptionTerms(asStated('rizhao-shandong-2020'), { ...prescription, days }));
  expect(terms.map(({ allowed }) => allowed)).toEqual([true, false]);
  expect(terms[0]).toMatchObject({ refills: ['2020-07-29', '2020-08-26'], suppliedUntil: '2020-09-22' });
  expect(terms[1]!.conditions.filter(({ met }) => !met)).toMatchObject([{ code: 'length', by: { value: 84 } }]);
});

test('V13: a newly found patient enrols in mid-year at no cost, and is covered from that day', () => {
  const newlyFound = { populations: ['newSevereMentalDisorder'], enrolledOn: plainDate('2021-07-15') };
  const { personalPremium, benefitFrom, premium } = enrolmentTerms(
    asStated('district-severe-mental'),
    newlyFound,
  ).granted!;
  expect([yuan(personalPremium), benefitFrom]).toEqual(['0.00', '2021-07-15']);
  expect(premium.clause).toBe('D0 §一(一)');
});

test('V14: a long-acting injection knows no monthly limit and counts towards the annual maximum', () => {
  const policy = supplied('district-severe-mental', {
    'benefits.byGroup.longActingInjection.inpatientRatio': 0.75,
    'benefits.annualCap': '100000.00',
    'diseases.severePsychiatricSix.limits.perMonth': '800.00',
    'diseases.severePsychiatricSix.limits.perYear': 'none',
  });
  const used = { 'monthly:severePsychiatricSix:2021-07': 80_000 as never };
  const injection = claim({
    ...basicOnly,
    servedOn: plainDate('2021-07-20'),
    lines: [line('longActingInjection', '1500.00', { disease: 'severePsychiatricSix' })],
  });
  const { layers, contributions } = settle(injection, used, under(policy, { populations: ['laiProjectGroup'] }));
  const [share] = layers[0]!.shares;
  expect(share).toMatchObject({ deductible: { borne: 0 }, ratio: { applied: 0.75 }, paid: 112_500 });
  expect(share!.limits).toMatchObject([{ value: 'none' }, { path: 'benefits.annualCap', cut: false }]);
  expect(contributions['annual']).toBe(112_500);
});

describe('V15: an unreferred claim off-site, the hardship on record', () => {
  const policy = supplied('jiangsu-poverty-prevention', {
    'assistance.ratio': 0.7,
    'assistance.cap': 'none',
  });
  const aided = (reduction: number | undefined) =>
    settle(
      claim({
        layers: ['medicalAssistance'],
        place: { where: 'offSite', referred: false },
        lines: [line('inpatient', '10000.00')],
      }),
      {},
      under(policy, {
        populations: ['assistanceObject'],
        hardship: reduction === undefined ? undefined : { record: 'HARDSHIP-1', reduction },
      }),
    ).layers[0]!;

  test('lowers the ratio by 20 points at most', () => {
    expect(aided(0.2)).toMatchObject({ paid: 500_000, shares: [{ ratio: { applied: 0.5 } }] });
    expect(() => aided(0.21)).toThrow(expect.objectContaining({ code: 'REDUCTION_TOO_LARGE' }));
  });

  test('is outside assistance without it', () => {
    expect(aided(undefined)).toMatchObject({ paid: 0, refused: [{ code: 'unreferred', by: { clause: 'D4 §二¶3' } }] });
  });
});
