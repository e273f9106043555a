import { describe, expect, test } from 'vitest';
import type { Fen } from '../../../domain/money.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { loadPolicy } from '../../../domain/policy/load.ts';
import type { Policy } from '../../../domain/policy/schema.ts';
import type { Claim } from '../../../domain/settlement/claim.ts';
import { withContributions, type Accumulators } from '../../../domain/settlement/ledger.ts';
import { settle } from '../../../domain/settlement/settle.ts';
import { depositTerms } from '../../../domain/settlement/terms.ts';
import { asStated, packText } from '../packs.ts';
import { claim, line, movedFrom, varied, wholeRegion } from './claims.ts';

const disease = 'severePsychiatricSix';

function settled(facts: Partial<Claim>, before: Accumulators = {}, policy: Policy = wholeRegion, household = policy) {
  return settle(claim(facts), before, { insured: policy, household });
}

function basic(facts: Partial<Claim>, before: Accumulators = {}, policy: Policy = wholeRegion) {
  return settled({ layers: ['basicInsurance'], ...facts }, before, policy).layers[0]!;
}

describe('each expense by its own standard, in one claim', () => {
  const lines = [
    line('special', '1000.00', { disease }),
    line('ordinary', '1000.00'),
    line('inpatient', '2000.00'),
    line('inpatient', '2000.00', { disease }),
    line('longActingInjection', '1000.00'),
  ];
  const shares = basic({ lines, populations: ['laiProjectGroup'] }).shares;

  test.each([
    [0, 'severePsychiatricSixOutpatient', 0, 0.75, 75_000],
    [1, 'ordinary', 10_000, 0.5, 45_000],
    [2, 'inpatient', 80_000, 0.75, 90_000],
    [3, 'severePsychiatricInpatient', 0, 0.75, 150_000],
    [4, 'longActingInjection', 0, 0.75, 75_000],
  ])('line %i by %s', (index, standard, borne, ratio, paid) => {
    expect(shares[index]).toMatchObject({ standard, deductible: { borne }, ratio: { applied: ratio }, paid });
  });

  test('names the clause and the origin of every figure', () => {
    expect(shares[0]!.deductible).toMatchObject({ clause: 'D0 §一(二)2', origin: 'pack' });
    expect(shares[1]!.ratio).toMatchObject({
      path: 'benefits.ordinary.resident.ratioByClass.class2',
      origin: 'example',
    });
  });

  test('an injection for someone outside the project group is nothing that the pack pays', () => {
    expect(() => basic({ lines: [line('longActingInjection', '1.00')] })).toThrow(
      expect.objectContaining({ code: 'PARAMETER_NOT_CONFIGURED' }),
    );
  });
});

describe('the service year', () => {
  test('bears a deductible once, and an in-patient one by each stay where the pack says so', () => {
    const visit = { lines: [line('ordinary', '80.00')] };
    const first = settled({ layers: ['basicInsurance'], ...visit });
    const second = basic(visit, first.contributions);
    expect([first.layers[0]!.deductible, second.deductible]).toEqual([8_000, 2_000]);
    const stay = { lines: [line('inpatient', '1000.00')] };
    expect(basic(stay, settled(stay).contributions).deductible).toBe(80_000);
  });

  test('ends at the limit of the disease, of the kind, and of the year', () => {
    const used: Accumulators = { annual: 1_999_000 as Fen, 'yearly:ordinary': 59_900 as Fen };
    const { shares } = basic({ lines: [line('ordinary', '1000.00'), line('inpatient', '9000.00')] }, used);
    expect(shares.map(({ paid }) => paid)).toEqual([100, 900]);
    expect(shares[1]!.limits.map(({ cut }) => cut)).toEqual([false, true]);
    const month = { 'monthly:severePsychiatricSixOutpatient:2026-03': 499_999 as Fen };
    expect(basic({ lines: [line('chronic', '10.00', { disease })] }, month).paid).toBe(1);
  });

  test('knows by which earlier claims it came out as it did', () => {
    const used: Accumulators = { 'deductible:ordinary': 5_000 as Fen, annual: 100 as Fen };
    expect(settled({ layers: ['basicInsurance'], lines: [line('ordinary', '60.00')] }, used).dependsOn).toEqual([
      'deductible:ordinary',
    ]);
    expect(settled({ layers: ['basicInsurance'], lines: [line('ordinary', '40.00')] }, used).dependsOn).toEqual([]);
  });
});

describe('after basic insurance', () => {
  test('critical-illness insurance pays above the threshold of the year, by population where the pack tells them apart', () => {
    const stay = {
      layers: ['basicInsurance', 'criticalIllnessInsurance'] as const,
      lines: [line('inpatient', '20000.00')],
    };
    const { layers } = settled(stay);
    expect(layers[1]).toMatchObject({ eligible: 560_000, deductible: 200_000, paid: 288_000, left: 272_000 });
    const lower = structuredClone(wholeRegion) as any;
    const { threshold, ratio } = lower.benefits.criticalIllness.value;
    lower.benefits.criticalIllness.value.byPopulation = {
      lowIncomeFamily: { threshold: { ...threshold, value: '500.00' }, ratio },
    };
    expect(settled({ ...stay, populations: ['lowIncomeFamily'] }, {}, lower).layers[1]).toMatchObject({
      deductible: 50_000,
    });
    expect(settled(stay, {}, lower).layers[1]).toMatchObject({ deductible: 200_000 });
  });

  test('assistance pays objects directly, others once their application was granted', () => {
    const paid = (facts: Partial<Claim>) => settled({ lines: [line('ordinary', '300.00')], ...facts }).layers[2];
    expect(paid({ populations: ['lowIncomeFamily'] })).toMatchObject({ eligible: 20_000, paid: 12_000 });
    expect(paid({})).toMatchObject({ paid: 0, refused: [{ code: 'notAnAssistanceObject' }] });
    expect(paid({ populations: ['newSevereMentalDisorder'] })).toMatchObject({ paid: 0 });
    expect(paid({ populations: ['newSevereMentalDisorder'], assistanceGranted: true })).toMatchObject({ paid: 12_000 });
  });
});

describe('off-site, each layer by its own rule', () => {
  const away = (filing: Claim['place']['filing']) => ({ where: 'offSite', filing, hardship: undefined }) as const;
  const stay = { populations: ['lowIncomeFamily'], lines: [line('inpatient', '2000.00', { disease })] };

  test('in-patient care of the exempt is paid without filing, while assistance stays with the referred', () => {
    const [insurance, , assistance] = settled({ ...stay, place: away('none') }).layers;
    expect(insurance).toMatchObject({ paid: 150_000 });
    expect(assistance).toMatchObject({ paid: 0, refused: [{ code: 'unreferred' }] });
  });

  test('where filing is required, an unfiled stay is not paid', () => {
    const strict = varied(wholeRegion, { 'offSite.inpatientFilingRequired': true });
    const { layers, patientShare } = settled({ ...stay, place: away('none') }, {}, strict);
    expect([layers[0]!.refused[0]!.code, patientShare]).toEqual(['filingMissing', 200_000]);
    expect(settled({ ...stay, place: away('registered') }, {}, strict).layers[0]!.paid).toBe(150_000);
  });

  test('the registered and the referred are assisted by the standard of the area of their household', () => {
    const household = varied(wholeRegion, { 'assistance.ratio': 0.9 });
    const ratioAt = (place: Claim['place']) =>
      settled({ ...stay, place }, {}, wholeRegion, household).layers[2]!.shares[0]!.ratio.applied;
    expect([ratioAt(away('referred')), ratioAt(away('registered'))]).toEqual([0.9, 0.9]);
    expect(settled(stay, {}, wholeRegion, household).layers[2]!.shares[0]!.ratio.applied).toBe(0.6);
  });

  test('outpatient care asks for the ratio that the pack leaves open', () => {
    const silent = varied(wholeRegion, { 'offSite.outpatientRatio': null });
    const visit = { place: away('referred'), lines: [line('ordinary', '300.00')] };
    expect(() => basic(visit, {}, silent)).toThrow(
      expect.objectContaining({ params: expect.objectContaining({ path: 'offSite.outpatientRatio' }) }),
    );
    expect(basic(visit, {}, varied(wholeRegion, { 'offSite.outpatientRatio': 0.3 })).paid).toBe(6_000);
  });
});

describe('a disease that moved to expense-based cover', () => {
  // Disease-based without ratio to speak of, expense-based at one half.
  const poor = varied(movedFrom(wholeRegion, '2026-03-02'), {
    'benefits.byGroup.severePsychiatricSixOutpatient.inpatientRatio': 0.1,
  });
  const visit = { layers: ['basicInsurance'] as const, lines: [line('chronic', '300.00', { disease })] };

  test('is settled as ordinary care where that is better, from its day on', () => {
    expect(settled(visit, {}, poor)).toMatchObject({
      paid: 10_000,
      comparison: { chosen: 'expenseBased', diseaseBased: 3_000, expenseBased: 10_000 },
    });
    const earlier = settled({ ...visit, servedOn: plainDate('2026-03-01') }, {}, poor);
    expect([earlier.paid, earlier.comparison]).toEqual([3_000, undefined]);
  });

  test('stays as it was where it is not', () => {
    const kept = settled(visit, {}, movedFrom(wholeRegion, '2026-01-01'));
    expect(kept).toMatchObject({ paid: 22_500, comparison: { chosen: 'diseaseBased', expenseBased: 10_000 } });
    expect(kept.contributions).not.toHaveProperty('yearly:ordinary');
  });
});

test('D4 §二¶3: no deposit for assistance objects referred by primary care, in-patient, designated, within the city', () => {
  const policy = asStated('jiangsu-poverty-prevention');
  const admission = {
    populations: ['referredAssistanceObject'],
    inpatient: true,
    referred: true,
    designated: true,
    withinCity: true,
  };
  expect(depositTerms(policy, admission)).toMatchObject({ allowed: true });
  const lacking = [
    { populations: [] },
    { inpatient: false },
    { referred: false },
    { designated: false },
    { withinCity: false },
  ];
  for (const facts of lacking) {
    const { allowed, conditions } = depositTerms(policy, { ...admission, ...facts });
    expect([allowed, conditions.filter(({ met }) => !met).length]).toEqual([false, 1]);
  }
});

test('a group is for people and diseases that the pack describes', () => {
  const text = packText('district-severe-mental')
    .replace('populations: [laiProjectGroup]', 'populations: [nobody]')
    .replace('expenses: [inpatient], diseases: [severePsychiatricSix]', 'expenses: [inpatient], diseases: [nothing]');
  const problems = ['nobody is no population of the pack', 'nothing is no disease of the pack'];
  const findings = problems.map((problem) => expect.objectContaining({ problem: expect.stringContaining(problem) }));
  expect(() => loadPolicy(text)).toThrow(expect.objectContaining({ findings: expect.arrayContaining(findings) }));
});

test('what one claim contributes the next one finds', () => {
  const { contributions } = settled({ lines: [line('ordinary', '500.00')] });
  expect(withContributions({ annual: 5 as Fen }, contributions)).toMatchObject({
    annual: 20_005,
    'deductible:ordinary': 10_000,
  });
});
