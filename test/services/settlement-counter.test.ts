import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { aReferral, commit, hospital, known, openDesk, pathOf, service, since2020 } from './settlement-desk.ts';

openDesk();

describe('terms at the counter', () => {
  const ask = async (what: string, question: object) =>
    (await service.call('POST', `/v1/terms/${what}`, question)).body;

  it('say whether a deposit is waived, by the registers and a referral, however the counter asks', async () => {
    const poor = { ...(await asked(since2020('extremelyPoor'))), institution: hospital };
    const admission = { on: '2026-03-02', inpatient: true, referral: aReferral() };
    expect(await ask('deposit', { ...poor, ...admission })).toMatchObject({ allowed: true });
    const unmet = async (facts: object) =>
      (await ask('deposit', { ...poor, ...admission, ...facts })).conditions.flatMap(({ code, met }: any) =>
        met ? [] : [code],
      );
    expect(await unmet({ referral: undefined })).toEqual(['referred']);
    expect(await unmet({ inpatient: false })).toEqual(['inpatient']);
    expect(await unmet({ institution: 'a-hospital-elsewhere' })).toEqual(['designated']);
    expect(await unmet(await asked())).toEqual(['population']);
    const used = aReferral();
    await commit(await known(), { referral: used });
    expect(await unmet({ referral: used })).toEqual(['referred']);
  });

  it('say how long a prescription may be, and what an enrolment costs, to those whom the pack names', async () => {
    const confirmed = ['safe', 'reasonable', 'effective'];
    const prescription = { issuedOn: '2026-03-02', days: 84, portionDays: 42, confirmed };
    const contracted = { ...(await asked(since2020('contractedPoorChronic'))), ...prescription };
    expect(await ask('long-prescription', contracted)).toMatchObject({ allowed: true, refills: ['2026-04-13'] });
    expect(await ask('long-prescription', { ...contracted, ...(await asked()) })).toMatchObject({ allowed: false });
    const enrolment = { region: 'xx-district', enrolledOn: '2021-07-15' };
    const found = await asked(since2020('newSevereMentalDisorder'));
    expect(await ask('enrolment', { ...found, ...enrolment })).toMatchObject({
      granted: { personalPremium: '0.00', benefitFrom: '2021-07-15' },
    });
    expect(await ask('enrolment', { ...(await asked()), ...enrolment })).toMatchObject({
      allowed: false,
      granted: null,
    });
  });

  async function asked(facts: object = {}) {
    return { personRef: await known(facts), region: 'rizhao' };
  }
});

describe('who was treated', () => {
  const search = (personRefs: readonly string[], facts: object = {}) =>
    service.call('POST', '/v1/treatments/search', {
      personRefs,
      since: '2026-01-01',
      diagnoses: ['C00-C97'],
      ...facts,
    });
  const found = async (...asked: Parameters<typeof search>) => (await search(...asked)).body.treatments;

  it('is told by the diagnoses that claims name: the latest for each, since that day, and of nobody else', async () => {
    const [person, other] = [await known(), await known()];
    await commit(person, {
      servedOn: '2026-03-01',
      diagnoses: ['C34.901', 'J06.9'],
      lines: [{ kind: 'inpatient', total: '900.00', inScope: '900.00' }],
    });
    await commit(person, { servedOn: '2026-02-01', diagnoses: ['C34.901', 'C50.1'] });
    await commit(person);
    await commit(other, { diagnoses: ['C34.901'] });
    expect(await found([person])).toEqual([
      { personRef: person, icd10: 'C34.901', institution: hospital, inpatient: true, servedOn: '2026-03-01' },
      { personRef: person, icd10: 'C50.1', institution: hospital, inpatient: false, servedOn: '2026-02-01' },
    ]);
    expect(await found([person], { since: '2026-02-02' })).toMatchObject([{ icd10: 'C34.901' }]);
    expect(await found([person], { diagnoses: ['F20'] })).toEqual([]);
  });

  it('is not told by a claim that was taken back', async () => {
    const [person, number] = [await known(), randomUUID()];
    await commit(person, { diagnoses: ['C34.1'] }, number);
    await service.call('PUT', `${pathOf(number)}/reversal`, { reason: 'wrongPerson' });
    expect(await found([person])).toEqual([]);
  });

  it('is told by what stands in the place of a claim', async () => {
    const [person, number] = [await known(), randomUUID()];
    await commit(person, { diagnoses: ['C34.1'] }, number);
    await service.call('PUT', `${pathOf(number)}/refunds/${randomUUID()}`, {
      reason: 'returned',
      lines: [{ line: 0, total: '100.00', inScope: '100.00' }],
    });
    expect(await found([person])).toMatchObject([{ icd10: 'C34.1' }]);
  });

  it('changes nothing about what is paid, and shows with no claim', async () => {
    const [plain, named] = await Promise.all([commit(await known()), commit(await known(), { diagnoses: ['C34.1'] })]);
    expect([named.body.paid, named.body.layers]).toEqual([plain.body.paid, plain.body.layers]);
    const { claimNumber } = named.body;
    const answers = await Promise.all(
      ['', '/explanation'].map((what) => service.call('GET', pathOf(claimNumber) + what)),
    );
    expect(answers.map(({ status, text }) => [status, text.includes('C34')])).toEqual([
      [200, false],
      [200, false],
    ]);
  });

  it.each([
    ['no code', { diagnoses: ['cancer'] }],
    ['nobody', { personRefs: [] }],
    ['too many', { personRefs: Array.from({ length: 201 }, () => randomUUID()) }],
  ])('is not asked for %s', async (_what, facts) => {
    expect((await search([randomUUID()], facts)).status).toBe(400);
  });
});
