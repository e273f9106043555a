import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  aReferral,
  aRequest,
  clock,
  commit,
  hospital,
  known,
  onRecord,
  openDesk,
  other,
  pathOf,
  recognise,
  resident,
  service,
  since2020,
  statements,
  tell,
} from './settlement-desk.ts';

openDesk();

describe('filing', () => {
  it.each([
    ['at an institution that may not treat it', { institution: 'demo-haemodialysis-centre' }, 'NOT_COVERED'],
    ['for a disease that the pack has not', { disease: 'hypochondria' }, 'DISEASE_NOT_LISTED'],
    ['in a region that no pack covers', { region: 'nowhere' }, 'PACK_UNKNOWN'],
  ])('is refused where every claim would be: %s', async (_what, wrong, code) => {
    const { status, body } = await recognise(randomUUID(), wrong);
    expect([status, body.code]).toEqual([422, code]);
  });

  it('and so is a change to such an institution', async () => {
    const { filingNumber } = (await recognise(randomUUID(), { institution: hospital })).body;
    const change = { key: randomUUID(), kind: 'change', from: '2026-02-01', reason: 'moved' };
    const path = `/v1/entitlements/${filingNumber}/changes`;
    const refused = await service.call('POST', path, { ...change, institution: 'demo-haemodialysis-centre' });
    expect(refused.body).toMatchObject({ code: 'NOT_COVERED', params: { why: 'notDesignated' } });
    const elsewhere = { ...change, institution: 'demo-county-hospital' };
    expect((await service.call('POST', path, elsewhere)).status).toBe(201);
  });
});

describe('cover', () => {
  const visit = { lines: [{ kind: 'chronic', disease: 'diabetesComplicated', total: '500.00', inScope: '500.00' }] };
  const asked = (personRef: string, on: string, institution = hospital) =>
    service.call(
      'GET',
      `/v1/persons/${personRef}/coverage?region=rizhao&disease=diabetesComplicated&institution=${institution}&on=${on}`,
    );

  it('is what a disease needs to be settled', async () => {
    const personRef = randomUUID();
    const refused = await commit(personRef, visit);
    expect([refused.status, refused.body.code, refused.body.params.why]).toEqual([422, 'NOT_COVERED', 'notRegistered']);
    await recognise(personRef);
    expect((await commit(personRef, visit)).body).toMatchObject({
      paid: '130.00',
      layers: [{ deductible: '300.00' }, {}, {}],
    });
    await tell(personRef, { insurance: [{ ...resident, type: 'employee' }] });
    const insuredOtherwise = await commit(personRef, visit);
    expect(insuredOtherwise.body.params).toMatchObject({ why: 'otherInsuranceType' });
  });

  it('follows the register from day to day, in one statement', async () => {
    const personRef = randomUUID();
    const { body } = await recognise(personRef, { from: '2026-02-01', until: '2026-10-31', institution: hospital });
    const change = (request: object) =>
      service.call('POST', `/v1/entitlements/${body.filingNumber}/changes`, {
        key: randomUUID(),
        reason: 'test',
        ...request,
      });
    await change({ kind: 'suspend', from: '2026-04-01' });
    await change({ kind: 'resume', from: '2026-05-01' });
    await change({ kind: 'end', from: '2026-09-01' });
    statements.length = 0;
    const days = ['2026-01-31', '2026-02-01', '2026-04-15', '2026-05-01', '2026-09-01'];
    const answers = await Promise.all(days.map(async (day) => (await asked(personRef, day)).body));
    expect(answers.map(({ covered, why }) => why ?? covered)).toEqual(['notYet', true, 'suspended', true, 'ended']);
    expect(statements).toHaveLength(days.length);
    expect((await asked(personRef, '2026-03-01', 'demo-county-hospital')).body.why).toBe('otherInstitution');
  });

  it('holds at any institution that treats the disease where none was chosen', async () => {
    const personRef = randomUUID();
    await recognise(personRef);
    expect((await asked(personRef, '2026-03-01', 'demo-county-hospital')).body.covered).toBe(true);
    expect((await asked(personRef, '2026-03-01', 'demo-haemodialysis-centre')).body.why).toBe('notDesignated');
  });
});

describe('what registers and offices say is asked of them, and of no provider', () => {
  const stay = { lines: [{ kind: 'inpatient', total: '40000.00', inScope: '38000.00' }] };
  const assisted = async (personRef: string, facts: object = {}) => {
    const { body } = await commit(personRef, { ...stay, ...facts });
    return body.layers?.[2].paid ?? body;
  };

  it.each([
    ['populations', { populations: ['extremelyPoor'] }, '/v1/persons/{personRef}/facts'],
    ['insuranceType', { insuranceType: 'employee' }, '/v1/persons/{personRef}/facts'],
    ['assistanceGranted', { assistanceGranted: true }, 'kind assistance'],
    ['householdRegion', { householdRegion: 'jiangsu' }, 'kind household'],
    ['hospitalClass', { hospitalClass: 'class1AndBelow' }, 'the policy pack (institutions)'],
    ['layers', { layers: ['medicalAssistance'] }, 'settlement.layers'],
    ['filing', { place: { where: 'offSite', filing: 'registered' } }, 'kind residenceElsewhere'],
    ['hardship', { place: { where: 'offSite', hardship: { record: 'H', reduction: 0.1 } } }, 'kind hardship'],
  ])('%s in a claim is refused, and who is asked is named', async (field, facts, where) => {
    const { status, body } = await commit(await known(), facts);
    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(body.errors[0].problem).toContain(`${field} is asked of`);
    expect(body.errors[0].problem).toContain(where);
  });

  it('categories and insurance hold on the days of which they are', async () => {
    const categories = [{ category: 'extremelyPoor', from: '2026-02-01', until: '2026-02-28' }];
    const personRef = await known({ categories });
    expect(await assisted(personRef)).toBe('0.00');
    expect(Number(await assisted(personRef, { servedOn: '2026-02-28' }))).toBeGreaterThan(0);
    const lapsed = await known({ insurance: [{ ...resident, until: '2026-03-01' }] });
    expect((await commit(lapsed)).body.params).toMatchObject({ why: 'notInsured' });
    expect((await commit(lapsed, { servedOn: '2026-03-01' })).status).toBe(201);
    expect((await commit(randomUUID())).body.params).toMatchObject({ why: 'insuranceUnknown' });
    const dead = await known({ diedOn: '2026-02-01' });
    expect((await commit(dead)).body.params).toMatchObject({ why: 'died' });
    const child = await known({ bornOn: '2026-02-20' });
    expect((await commit(child, { servedOn: '2026-02-19' })).body.params).toMatchObject({ why: 'notBorn' });
  });

  it('who was recognised and of whom nothing else was told is insured as the filing says', async () => {
    const personRef = randomUUID();
    await recognise(personRef, { insuranceType: 'employee' });
    const lines = [{ kind: 'chronic', disease: 'diabetesComplicated', total: '500.00', inScope: '500.00' }];
    const { body } = await commit(personRef, { lines });
    expect(body).toMatchObject({ state: 'settled', known: [{ on: '2026-03-02', insuranceType: 'employee' }] });
  });

  it('an older statement that comes late changes nothing, a newer one everything', async () => {
    const personRef = await known();
    expect((await tell(personRef, since2020('extremelyPoor'), 7)).body).toEqual({ kept: true });
    expect((await tell(personRef, {}, 6)).body).toEqual({ kept: false });
    expect(Number(await assisted(personRef))).toBeGreaterThan(0);
    await tell(personRef, {}, 8);
    expect(await assisted(personRef)).toBe('0.00');
  });

  it('assistance on application is by the record of the office, until it ends', async () => {
    const personRef = await known(since2020('outOfPovertyWithPolicy'));
    expect(await assisted(personRef)).toBe('0.00');
    const key = randomUUID();
    const kept = await onRecord(personRef, 'assistance', {}, key);
    expect([kept.status, (await onRecord(personRef, 'assistance', {}, key)).status]).toEqual([201, 200]);
    expect((await onRecord(personRef, 'assistance', { number: 'R-2' }, key)).body.code).toBe('IDEMPOTENCY_CONFLICT');
    expect(Number(await assisted(personRef))).toBeGreaterThan(0);
    const end = { until: '2026-02-15', by: 'officer-1', reason: 'incomeRisen' };
    expect((await service.call('PUT', `/v1/office-records/${key}/end`, end)).status).toBe(201);
    expect(await assisted(personRef)).toBe('0.00');
    expect(Number(await assisted(personRef, { servedOn: '2026-02-15' }))).toBeGreaterThan(0);
  });

  it('off-site care by the filing of the office or the number of a referral; hardship by its record', async () => {
    const place = { where: 'offSite' };
    const away = { ...stay, place };
    const paid = async (personRef: string, facts: object = {}) =>
      (await commit(personRef, { ...away, ...facts })).body.layers.map((layer: any) => Number(layer.paid) > 0);
    const poor = await known(since2020('extremelyPoor'));
    expect(await paid(poor)).toEqual([false, false, false]);
    const referred = await known(since2020('extremelyPoor'));
    expect(await paid(referred, { referral: aReferral() })).toEqual([true, true, true]);
    const resides = await known(since2020('extremelyPoor'));
    await onRecord(resides, 'residenceElsewhere');
    expect(await paid(resides)).toEqual([true, true, true]);
    const tooMuch = await onRecord(poor, 'hardship', { reduction: 0.21 });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'REDUCTION_TOO_LARGE']);
  });

  it('a referral serves one person and one claim, whose place another may take', async () => {
    const [personRef, number, right] = [await known(), randomUUID(), randomUUID()];
    const referral = aReferral();
    expect((await commit(personRef, { referral }, number)).status).toBe(201);
    const why = async (whom: string, facts: object = {}) =>
      (await commit(whom, { referral, ...facts })).body.params.why;
    expect(await why(personRef)).toBe('usedBefore');
    expect(await why(await known())).toBe('ofAnotherPerson');
    expect(await why(personRef, { referral: { ...referral, on: '2026-02-01' } })).toBe('ofAnotherDay');
    const claim = aRequest(personRef, { referral, servedOn: '2026-03-01' });
    const correction = { reason: 'wrongDay', claim };
    expect((await service.call('PUT', `${pathOf(number)}/corrections/${right}`, correction)).status).toBe(201);
    expect(await why(personRef)).toBe('usedBefore');
    await service.call('PUT', `${pathOf(right)}/reversal`, { reason: 'wrongPerson' });
    expect((await commit(personRef, { referral })).status).toBe(201);
    const late = { ...aReferral(), on: '2026-03-03' };
    for (const wrong of [late, { ...aReferral(), issuer: hospital }])
      expect((await commit(personRef, { referral: wrong })).status).toBe(400);
  });

  it('of two claims at once that name one referral for two people one is settled', async () => {
    const [one, another] = [await known(), await known()];
    const referral = aReferral();
    const answers = await Promise.all([commit(one, { referral }), commit(another, { referral }, randomUUID(), other)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  });

  it('what comes late is not lost: the claims that it is about are found, and corrected by it', async () => {
    const began = new Date(clock.now()).toISOString();
    const outdated = async () => {
      const path = `/v1/institutions/${hospital}/outdated-claims?since=${encodeURIComponent(began)}`;
      return (await service.call('GET', path)).body.claims.map(({ claimNumber, why }: any) => [claimNumber, why]);
    };
    const [personRef, number, right] = [await known(), randomUUID(), randomUUID()];
    const [gone, last] = [await known(), randomUUID()];
    await commit(personRef, stay, number);
    await commit(gone, {}, last);
    const mine = (all: string[][]) =>
      all.filter(([claimNumber]) => ([number, right, last] as string[]).includes(claimNumber!));
    expect(mine(await outdated())).toEqual([]);
    await tell(personRef, since2020('extremelyPoor'), 1);
    await tell(gone, { diedOn: '2026-02-28' }, 1);
    expect(mine(await outdated())).toEqual([
      [number, 'knownOtherwise'],
      [last, 'notCovered'],
    ]);
    const correction = { reason: 'knownOtherwise', claim: aRequest(personRef, stay) };
    const { body } = await service.call('PUT', `${pathOf(number)}/corrections/${right}`, correction);
    expect(body).toMatchObject({ paid: '35393.90', known: [{ populations: ['extremelyPoor'] }] });
    expect(mine(await outdated())).toEqual([[last, 'notCovered']]);
  });
});
