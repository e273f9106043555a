import { describe, expect, test } from 'vitest';
import type { Fen } from '../../../domain/money.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { loadPolicy } from '../../../domain/policy/load.ts';
import type { Policy } from '../../../domain/policy/schema.ts';
import type { Claim } from '../../../domain/settlement/claim.ts';
import type { PersonOnDay } from '../../../domain/settlement/person.ts';
import { withContributions, type Accumulators } from '../../../domain/settlement/ledger.ts';
import { settle } from '../../../domain/settlement/settle.ts';
import { depositTerms, enrolmentTerms } from '../../../domain/settlement/terms.ts';
import { asStated, packText } from '../packs.ts';
import { claim, line, movedFrom, person, standard, supplied, under, varied, wholeRegion } from './claims.ts';

const disease = 'severePsychiatricSix';

type Facts = Partial<Claim & PersonOnDay>;

function settled(facts: Facts, before: Accumulators = {}, policy: Policy = wholeRegion, household = policy) {
  const { institution, place, servedOn, layers, lines, ...person } = facts;
  const asked = { institution, place, servedOn, layers, lines };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  return settle(claim(given), before, under(policy, person, household));
}

function basic(facts: Facts, before: Accumulators = {}, policy: Policy = wholeRegion) {
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
    const paid = (facts: Facts) => settled({ lines: [line('ordinary', '300.00')], ...facts }).layers[2];
    expect(paid({ populations: ['lowIncomeFamily'] })).toMatchObject({ eligible: 20_000, paid: 12_000 });
    expect(paid({})).toMatchObject({ paid: 0, refused: [{ code: 'notAnAssistanceObject' }] });
    expect(paid({ populations: ['newSevereMentalDisorder'] })).toMatchObject({ paid: 0 });
    expect(paid({ populations: ['newSevereMentalDisorder'], assistanceGranted: true })).toMatchObject({ paid: 12_000 });
  });

  test('D4 §一: whom the pack names is assisted on application with a serious disease alone', () => {
    const paid = (facts: Facts, policy = wholeRegion) =>
      settled({ assistanceGranted: true, lines: [line('ordinary', '300.00')], ...facts }, {}, policy).layers[2];
    const named = { populations: ['laiProjectGroup'] };
    expect(paid(named)).toMatchObject({ paid: 12_000 });
    expect(paid({ ...named, recognised: [] })).toMatchObject({ paid: 0, refused: [{ code: 'notASeriousDisease' }] });
    expect(paid({ populations: ['laiProjectGroup', 'newSevereMentalDisorder'], recognised: [] })).toMatchObject({
      paid: 12_000,
    });
    const silent = varied(wholeRegion, { 'assistance.seriousDiseaseRequired': null });
    expect(() => paid(named, silent)).toThrow(
      expect.objectContaining({ params: expect.objectContaining({ path: 'assistance.seriousDiseaseRequired' }) }),
    );
  });
});

describe('off-site, each layer by its own rule', () => {
  const away = (filing: 'none' | 'referred' | 'registered') => ({
    place: { where: 'offSite', referred: filing === 'referred' } as const,
    residentElsewhere: filing === 'registered',
  });
  const stay = { populations: ['lowIncomeFamily'], lines: [line('inpatient', '2000.00', { disease })] };

  test('in-patient care that needs no filing is paid without filing, while assistance stays with the referred', () => {
    const [insurance, , assistance] = settled({ ...stay, ...away('none') }).layers;
    expect(insurance).toMatchObject({ paid: 150_000 });
    expect(assistance).toMatchObject({ paid: 0, refused: [{ code: 'unreferred' }] });
  });

  test('where filing is required, an unfiled stay is not paid', () => {
    const strict = varied(wholeRegion, { 'offSite.inpatientFilingRequired': true });
    const exempt = {
      ...stay,
      layers: ['basicInsurance'] as const,
      populations: ['severeMentalDisorder'],
      ...away('none'),
    };
    expect(settled(exempt, {}, strict).layers[0]!.paid).toBe(150_000);
    const { layers, patientShare } = settled({ ...stay, ...away('none') }, {}, strict);
    expect([layers[0]!.refused[0]!.code, patientShare]).toEqual(['filingMissing', 200_000]);
    expect(settled({ ...stay, ...away('registered') }, {}, strict).layers[0]!.paid).toBe(150_000);
  });

  test('the registered and the referred are assisted by the standard of the area of their household', () => {
    const household = varied(wholeRegion, { 'assistance.ratio': 0.9 });
    const ratioAt = (place: Facts) =>
      settled({ ...stay, ...place }, {}, wholeRegion, household).layers[2]!.shares[0]!.ratio.applied;
    expect([ratioAt(away('referred')), ratioAt(away('registered'))]).toEqual([0.9, 0.9]);
    expect(settled(stay, {}, wholeRegion, household).layers[2]!.shares[0]!.ratio.applied).toBe(0.6);
  });

  test('outpatient care asks for the ratio that the pack leaves open', () => {
    const silent = varied(wholeRegion, { 'offSite.outpatientRatio': null });
    const visit = { ...away('referred'), lines: [line('ordinary', '300.00')] };
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

test('D4 §二¶3: no deposit for assistance objects referred by primary care, in-patient, designated', () => {
  const policy = asStated('jiangsu-poverty-prevention');
  const admission = { populations: ['assistanceObject'], inpatient: true, referred: true, designated: true };
  expect(depositTerms(policy, admission)).toMatchObject({ allowed: true });
  for (const facts of [{ populations: [] }, { inpatient: false }, { referred: false }, { designated: false }]) {
    const { allowed, conditions } = depositTerms(policy, { ...admission, ...facts });
    expect([allowed, conditions.filter(({ met }) => !met).length]).toEqual([false, 1]);
  }
});

describe('D0: what its report says of people with severe mental disorder holds for them alone', () => {
  const stated = supplied('district-severe-mental', {
    'benefits.criticalIllness.byPopulation.severeMentalDisorder.threshold': '1000.00',
    'benefits.criticalIllness.threshold': '2000.00',
    'benefits.criticalIllness.cap': 'none',
    'offSite.inpatientFilingRequired': true,
    'benefits.inpatient.resident': standard('800.00', 0.75, 'none', 'claim'),
    'benefits.annualCap': 'none',
  });
  const ofPeople = (populations: string[], facts: Facts) => settled({ populations, ...facts }, {}, stated);

  test('critical-illness insurance at 80 % (§一(二)3)', () => {
    const stay = { layers: ['criticalIllnessInsurance'] as const, lines: [line('inpatient', '3000.00')] };
    expect(ofPeople(['severeMentalDisorder'], stay).layers[0]).toMatchObject({ deductible: 100_000, paid: 160_000 });
    expect(() => ofPeople([], stay)).toThrow(
      expect.objectContaining({ params: expect.objectContaining({ path: 'benefits.criticalIllness.ratio' }) }),
    );
  });

  test('off-site without filing (§一(四)5)', () => {
    const stay = {
      layers: ['basicInsurance'] as const,
      lines: [line('inpatient', '3000.00')],
      place: { where: 'offSite', referred: false } as const,
    };
    expect(ofPeople(['severeMentalDisorder'], stay).paid).toBe(165_000);
    expect(ofPeople([], stay).layers[0]).toMatchObject({ paid: 0, refused: [{ code: 'filingMissing', lines: [0] }] });
  });

  test('premium 0 in mid-year (§一(一))', () => {
    const enrolledOn = plainDate('2021-07-15');
    expect(enrolmentTerms(stated, { populations: ['severeMentalDisorder'], enrolledOn }).granted).toMatchObject({
      personalPremium: 0,
    });
    expect(enrolmentTerms(stated, { populations: ['lowIncomeFamily'], enrolledOn })).toMatchObject({
      allowed: false,
      granted: undefined,
      conditions: [
        { code: 'population', met: false },
        { code: 'anyTimeInYear', met: true },
      ],
    });
  });

  test("no deductible in hospital (§一(二)1) by the recognition, not by a provider's word", () => {
    const stay = { lines: [line('inpatient', '2000.00', { disease })] };
    expect(basic(stay).shares[0]).toMatchObject({ standard: 'severePsychiatricInpatient', deductible: { borne: 0 } });
    expect(basic({ ...stay, recognised: [] }).shares[0]).toMatchObject({
      standard: 'inpatient',
      deductible: { borne: 80_000 },
    });
  });
});

describe('each line by the rules of its own day', () => {
  const better = varied(wholeRegion, { 'benefits.ordinary.resident.ratioByClass.class2': 0.9 });
  const renamed = { ...better, id: 'another', version: '2026-2' };
  const changed = (day: string) => (day < '2026-04-01' ? wholeRegion : renamed);
  const spanning = claim({
    servedOn: plainDate('2026-04-02'),
    lines: [
      line('ordinary', '200.00', { on: '2026-04-01' }),
      line('ordinary', '150.00', { on: '2026-03-31' }),
      line('ordinary', '0.01', { on: '2026-03-30' }),
    ],
  });

  test('a claim that spans a change of the pack is settled by both, in the order of their days', () => {
    const { layers, policies } = settle(spanning, {}, (day) => ({
      insured: changed(day),
      household: changed(day),
      person: person(),
    }));
    expect(policies.map(({ version }) => version)).toEqual(['2021-1', '2026-2']);
    expect(layers[0]!.shares).toMatchObject([
      { lines: [1, 2], eligible: 15_001, deductible: { borne: 10_000 }, ratio: { applied: 0.5 }, paid: 2_501 },
      { lines: [0], eligible: 20_000, deductible: { borne: 0 }, ratio: { applied: 0.9 }, paid: 18_000 },
    ]);
  });

  test('as the person is on each day', () => {
    const { layers } = settle(spanning, {}, (day) => ({
      ...under(wholeRegion)(day),
      person: person({ populations: day < '2026-04-01' ? [] : ['lowIncomeFamily'] }),
    }));
    expect(layers[2]).toMatchObject({ refused: [{ code: 'notAnAssistanceObject', lines: [1, 2] }] });
    expect(layers[2]!.shares).toMatchObject([{ lines: [0], eligible: 10_000, paid: 6_000 }]);
  });

  test.each([
    ['a later day', '2026-04-03'],
    ['another service year', '2025-12-31'],
  ])('a line of %s than its claim is refused', (_what, on) => {
    const wrong = claim({ servedOn: plainDate('2026-04-02'), lines: [line('ordinary', '1.00', { on })] });
    expect(() => settle(wrong, {}, under(wholeRegion))).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});

test('200 lines of 0.01 are paid as one of 2.00', () => {
  const many = basic({ lines: Array.from({ length: 200 }, () => line('inpatient', '0.01')) }, {}, ratioOf(0.88));
  expect([many.paid, basic({ lines: [line('inpatient', '2.00')] }, {}, ratioOf(0.88)).paid]).toEqual([176, 176]);
});

test('a stay bears its deductible once, in however many lines it comes', () => {
  const lines = [
    line('inpatient', '500.00'),
    line('inpatient', '500.00'),
    line('inpatient', '1000.00', { on: '2026-02-27' }),
  ];
  expect(basic({ lines }).deductible).toBe(80_000);
});

/** Of in-patient care without a deductible. */
function ratioOf(ratio: number): Policy {
  return varied(wholeRegion, {
    'benefits.inpatient.resident.ratioByClass.class2': ratio,
    'benefits.inpatient.resident.deductibleByClass.class2': '0.00',
  });
}

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
