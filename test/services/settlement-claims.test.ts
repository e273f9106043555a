import { randomUUID } from 'node:crypto';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createSettlementApp } from '../../services/settlement/app.ts';
import { readPolicies } from '../../services/settlement/policies.ts';
import { createDatabase } from '../support/databases.ts';
import { providers, providerToken, serviceToken, silent, startService, type Service } from './harness.ts';

/** Two instances on one database: whichever takes a claim, the person's year is one. */
let service: Service;
let other: Service;
let database: Database<PrismaClient>;
let statements: string[] = [];

const policies = readPolicies(fromRoot('examples', 'overlays'));
const clock = { now: () => new Date('2026-03-01T17:00:00Z') };

beforeAll(async () => {
  const url = await createDatabase('settlement');
  const start = (onStatement?: (sql: string) => void) => {
    const opened = connect(PrismaClient, url, onStatement ? { onStatement } : {});
    const metrics = createMetrics('settlement');
    const app = createSettlementApp({
      database: opened,
      clock,
      log: silent,
      metrics,
      serviceToken,
      providers,
      policies,
      checkReplies: true,
    });
    return { opened, started: startService(app, [opened.close]) };
  };
  const first = start((sql) => statements.push(sql));
  database = first.opened;
  service = await first.started;
  other = await start().started;
});

afterAll(async () => {
  await Promise.all([service.close(), other.close()]);
});

const hospital = 'demo-second-peoples-hospital';
const pathOf = (number: string) => `/v1/institutions/${hospital}/claims/${number}`;

function aRequest(personRef: string, facts: object = {}) {
  return {
    personRef,
    region: 'rizhao',
    servedOn: '2026-03-02',
    lines: [{ kind: 'ordinary', total: '400.00', inScope: '300.00' }],
    ...facts,
  };
}

function commit(personRef: string, facts: object = {}, number: string = randomUUID(), at = service) {
  return at.call('PUT', pathOf(number), aRequest(personRef, facts));
}

const resident = { type: 'resident', region: 'rizhao', from: '2020-01-01' };

/** What registers say of a person, as the engine tells it. */
function tell(personRef: string, facts: object = {}, version = 0) {
  return service.call('PUT', `/v1/persons/${personRef}/facts`, {
    version,
    insurance: [resident],
    categories: [],
    ...facts,
  });
}

const since2020 = (category: string) => ({ categories: [{ category, from: '2020-01-01' }] });

/** Somebody of whom the registers say this. */
async function known(facts: object = {}): Promise<string> {
  const personRef = randomUUID();
  await tell(personRef, facts);
  return personRef;
}

function onRecord(personRef: string, kind: string, facts: object = {}, key: string = randomUUID()) {
  const record = { personRef, region: 'rizhao', kind, number: 'R-1', by: 'officer-1', from: '2026-01-01', ...facts };
  return service.call('PUT', `/v1/office-records/${key}`, record);
}

async function amounts(personRef: string, year = 2026) {
  return (await service.call('GET', `/v1/persons/${personRef}/accumulators?region=rizhao&year=${year}`)).body.amounts;
}

function recognise(personRef: string, facts: object = {}) {
  const registration = {
    disease: 'diabetesComplicated',
    insuranceType: 'resident',
    from: '2026-01-01',
    filedOn: '2026-01-01',
  };
  return service.call('PUT', `/v1/entitlements/${randomUUID()}`, {
    ...registration,
    personRef,
    region: 'rizhao',
    decidedAt: '2026-01-01T00:00:00Z',
    ...facts,
  });
}

describe('a claim', () => {
  it('is settled by three layers that add up, each figure with its clause', async () => {
    const { status, body } = await commit(await known(since2020('extremelyPoor')), {
      lines: [{ kind: 'inpatient', total: '40000.00', inScope: '38000.00' }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'settled', year: 2026, total: '40000.00', inScope: '38000.00' });
    expect(
      body.layers.map(({ layer, eligible, deductible, paid, left }: any) => [layer, eligible, deductible, paid, left]),
    ).toEqual([
      ['basicInsurance', '38000.00', '600.00', '26180.00', '11820.00'],
      ['criticalIllnessInsurance', '11820.00', '7000.00', '3133.00', '8687.00'],
      ['medicalAssistance', '8687.00', '0.00', '6080.90', '2606.10'],
    ]);
    expect([body.paid, body.patientShare]).toEqual(['35393.90', '4606.10']);
    const [share] = body.layers[0].shares;
    expect(share.ratio).toMatchObject({ path: 'benefits.inpatient.resident.ratioByClass.class2', origin: 'example' });
  });

  it('takes four statements, the two of the transaction included, once the year is open', async () => {
    const personRef = await known();
    await commit(personRef);
    statements = [];
    await commit(personRef);
    expect(statements.map((sql) => /\w+/.exec(sql)![0])).toEqual(['BEGIN', 'SELECT', 'WITH', 'COMMIT']);
  });

  it('answers a repeat the same, and refuses another body under its number', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    const first = await commit(personRef, {}, number);
    const again = await commit(personRef, {}, number, other);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const changed = await commit(personRef, { servedOn: '2026-03-01' }, number);
    expect([changed.status, changed.body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    expect(await amounts(personRef)).toMatchObject({ 'deductible:ordinary': '100.00' });
  });

  it('is committed once when it comes many times at once, over two instances', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => commit(personRef, {}, number, n % 2 ? other : service)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect((await amounts(personRef)).annual).toBe('100.00');
  });

  it('never spends a deductible or a ceiling twice, however many come at once', async () => {
    const personRef = await known();
    const lines = [{ kind: 'ordinary', total: '300.00', inScope: '300.00' }];
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) => commit(personRef, { lines }, `${n}`, n % 2 ? other : service)),
    );
    const borne = answers.map(({ body }) => Number(body.layers[0].deductible));
    const paid = answers.map(({ body }) => Number(body.layers[0].paid));
    expect(borne.reduce((a, b) => a + b)).toBe(100);
    expect(paid.reduce((a, b) => a + b)).toBe(600);
    expect(await amounts(personRef)).toMatchObject({ 'deductible:ordinary': '100.00', 'yearly:ordinary': '600.00' });
  });

  it('is previewed without effect', async () => {
    const personRef = await known();
    const request = { institution: hospital, ...aRequest(personRef) };
    const preview = await service.call('POST', '/v1/claims/preview', request);
    expect(await amounts(personRef)).toEqual({});
    const committed = await commit(personRef);
    expect(committed.body).toMatchObject(preview.body);
  });

  it('names the figure that nobody supplied', async () => {
    const { status, body } = await commit(await known({ insurance: [{ ...resident, region: 'yangzhou' }] }), {
      region: 'yangzhou',
    });
    expect([status, body.code]).toEqual([422, 'PARAMETER_NOT_CONFIGURED']);
    expect(body.params).toMatchObject({ pack: 'yangzhou-employee', path: 'settlement.layers' });
  });
});

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
    statements = [];
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

describe('taking back', () => {
  it('reverses once, with what the claim contributed and nothing else', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    await commit(personRef, {
      servedOn: '2026-01-05',
      lines: [{ kind: 'inpatient', total: '900.00', inScope: '900.00' }],
    });
    const before = await amounts(personRef);
    await commit(personRef, {}, number);
    const reversed = await service.call('PUT', `${pathOf(number)}/reversal`, { reason: 'wrongPerson' });
    expect(reversed).toMatchObject({
      status: 201,
      body: { state: 'reversed', reversal: { reason: 'wrongPerson', laterClaims: [] } },
    });
    expect(await amounts(personRef)).toEqual(before);
    const again = await other.call('PUT', `${pathOf(number)}/reversal`, { reason: 'wrongPerson' });
    expect([again.status, again.body]).toEqual([200, reversed.body]);
    const otherwise = await service.call('PUT', `${pathOf(number)}/reversal`, { reason: 'otherReason' });
    expect([otherwise.status, otherwise.body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect((await service.call('GET', pathOf(number))).body).toEqual(reversed.body);
  });

  it('lists the claims since that profited from it, for correction', async () => {
    const personRef = await known();
    const visit = (number: string, kind: string) =>
      commit(personRef, { lines: [{ kind, total: '150.00', inScope: '150.00' }] }, number);
    const [first, later, unrelated] = [randomUUID(), randomUUID(), randomUUID()];
    await visit(first, 'ordinary');
    await visit(unrelated, 'inpatient');
    await visit(later, 'ordinary');
    const { body } = await service.call('PUT', `${pathOf(first)}/reversal`, { reason: 'wrongPerson' });
    expect(body.reversal.laterClaims).toEqual([{ institution: hospital, claimNumber: later }]);
  });

  it('gives part back: what remains is settled in its place', async () => {
    const [personRef, number, rest] = [await known(), randomUUID(), randomUUID()];
    await commit(personRef, {}, number);
    const refund = { reason: 'drugsReturned', lines: [{ line: 0, total: '120.00', inScope: '100.00' }] };
    const atOnce = [service, other, service, other];
    const answers = await Promise.all(atOnce.map((at) => at.call('PUT', `${pathOf(number)}/refunds/${rest}`, refund)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
    const { body } = answers[0]!;
    expect([body.claimNumber, body.replaces]).toEqual([rest, number]);
    expect(body).toMatchObject({ total: '280.00', inScope: '200.00', paid: '50.00', state: 'settled' });
    expect((await service.call('GET', pathOf(number))).body).toMatchObject({
      state: 'refunded',
      reversal: { replacedBy: rest },
    });
    expect((await amounts(personRef)).annual).toBe('50.00');
    expect((await service.call('PUT', `${pathOf(number)}/refunds/${rest}`, refund)).status).toBe(200);
    const twice = await service.call('PUT', `${pathOf(number)}/refunds/${randomUUID()}`, refund);
    expect([twice.status, twice.body.code]).toEqual([409, 'STATE_CONFLICT']);
    const tooMuch = { ...refund, lines: [{ line: 0, total: '281.00', inScope: '0.00' }] };
    expect((await service.call('PUT', `${pathOf(rest)}/refunds/${randomUUID()}`, tooMuch)).status).toBe(400);
  });

  it('corrects a claim of an earlier service year in that year', async () => {
    const [personRef, number, right] = [await known(), randomUUID(), randomUUID()];
    await commit(personRef, { servedOn: '2025-12-30' }, number);
    const correction = {
      reason: 'wrongAmount',
      claim: aRequest(personRef, {
        servedOn: '2025-12-31',
        lines: [{ kind: 'ordinary', total: '500.00', inScope: '500.00' }],
      }),
    };
    const { body } = await service.call('PUT', `${pathOf(number)}/corrections/${right}`, correction);
    expect(body).toMatchObject({ year: 2025, replaces: number, paid: '200.00', settledAt: '2026-03-01T17:00:00.000Z' });
    expect(await amounts(personRef, 2025)).toMatchObject({ annual: '200.00' });
    expect(await amounts(personRef)).toEqual({});
    const moved = { reason: 'wrongDay', claim: { ...correction.claim, servedOn: '2026-01-02' } };
    expect((await service.call('PUT', `${pathOf(right)}/corrections/${randomUUID()}`, moved)).body).toMatchObject({
      year: 2026,
      paid: '200.00',
    });
    expect(await amounts(personRef, 2025)).toEqual({});
    const stranger = { reason: 'wrongPerson', claim: aRequest(await known()) };
    expect((await service.call('PUT', `${pathOf(number)}/corrections/${randomUUID()}`, stranger)).status).toBe(400);
  });

  it('keeps what was settled: rows are never rewritten', async () => {
    const number = randomUUID();
    await commit(await known(), {}, number);
    const where = { institution_claimNumber: { institution: hospital, claimNumber: number } };
    await expect(database.prisma.claim.update({ where, data: { year: 1999 } })).rejects.toThrow(
      'permission denied for table Claim',
    );
  });
});

describe('a claim explains itself', () => {
  const number = randomUUID();
  const personRef = randomUUID();

  beforeAll(async () => {
    await tell(personRef, since2020('extremelyPoor'));
    await recognise(personRef);
    const lines = [{ kind: 'chronic', disease: 'diabetesComplicated', total: '500.00', inScope: '500.00' }];
    await commit(personRef, { lines, servedOn: '2026-02-20' }, number);
  });

  it('as a tree in words, with the clause of every figure', async () => {
    const { body } = await service.call('GET', `${pathOf(number)}/explanation`, undefined, { 'accept-language': 'en' });
    expect(body.words).toBe('Cost 500.00 yuan, of it 500.00 in scope; paid 389.00, by the patient 111.00');
    const [line] = body.children[0].children;
    expect(line.words).toContain('Line 1, chronic disease, outpatient (Diabetes');
    expect(line.children.map(({ code }: any) => code)).toEqual(['deductible', 'ratio', 'limit', 'limitNone', 'limit']);
    for (const { by } of line.children) expect(by.clause).toMatch(/^Example only/);
    const chinese = await service.call('GET', `${pathOf(number)}/explanation`);
    expect(chinese.body.words).toBe('费用总额500.00元，其中合规费用500.00元；各项保障共支付389.00元，个人承担111.00元');
  });

  it('and as a statement 结算单, in both languages', async () => {
    for (const [language, expected] of [
      ['zh-CN', ['结算单', '基本医疗保险', '医疗救助', number, '111.00', '示例市第二人民医院', '2026-03-02']],
      ['en', ['Statement of one-stop settlement', 'Medical assistance', number]],
    ] as const) {
      const headers = { authorization: `Bearer ${providerToken(hospital)}`, 'accept-language': language };
      const response = await fetch(`${service.url}${pathOf(number)}/statement`, { headers });
      expect(response.headers.get('content-type')).toContain('application/pdf');
      const text = await textOf(new Uint8Array(await response.arrayBuffer()));
      for (const piece of expected) expect(text).toContain(piece);
    }
  });
});

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

function aReferral() {
  return { number: randomUUID(), issuer: 'demo-township-clinic', on: '2026-03-01' };
}

it.each([
  ['PUT', pathOf('1')],
  ['PUT', `${pathOf('1')}/reversal`],
  ['GET', `${pathOf('1')}/statement`],
  ['POST', '/v1/claims/preview'],
])('%s %s needs the shared token', async (method, path) => {
  expect(
    (await service.call(method, path, method === 'GET' ? undefined : {}, { authorization: 'Bearer wrong' })).status,
  ).toBe(401);
});

async function textOf(data: Uint8Array): Promise<string> {
  const document = await getDocument({ data, verbosity: VerbosityLevel.ERRORS }).promise;
  const pages = Array.from({ length: document.numPages }, async (_, index) => {
    const { items } = await (await document.getPage(index + 1)).getTextContent();
    return items.map((item) => ('str' in item ? item.str : '')).join('');
  });
  return (await Promise.all(pages)).join('\n');
}

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

describe('bounds', () => {
  it.each([
    ['tomorrow', { servedOn: '2026-03-03' }, '/body/servedOn'],
    ['next year', { servedOn: '2027-01-01' }, '/body/servedOn'],
    ['2999', { servedOn: '2999-01-01' }, '/body/servedOn'],
    ['year 20', { servedOn: '0020-01-01' }, '/body/servedOn'],
    ['too much', { lines: [{ kind: 'ordinary', total: '99999999999.99', inScope: '1.00' }] }, '/body/lines/0/total'],
    ['nothing', { lines: [{ kind: 'ordinary', total: '0.00', inScope: '0.00' }] }, '/body/lines/0/total'],
  ])('a claim of %s is refused', async (_what, facts, where) => {
    const { status, body } = await commit(await known(), facts);
    expect([status, body.code, body.errors[0].where]).toEqual([400, 'INVALID_REQUEST', where]);
    expect(body.errors[0].problem).not.toBe('');
  });

  it('nor does a correction bring one to a day to come, or a preview show it', async () => {
    const [personRef, number] = [await known(), randomUUID()];
    await commit(personRef, {}, number);
    const claim = aRequest(personRef, { servedOn: '2026-03-03' });
    const corrected = await service.call('PUT', `${pathOf(number)}/corrections/${randomUUID()}`, {
      reason: 'x',
      claim,
    });
    const previewed = await service.call('POST', '/v1/claims/preview', { institution: hospital, ...claim });
    expect([corrected.status, previewed.status]).toEqual([400, 400]);
  });

  it.each([
    ['more in scope than is given back', { total: '100.00', inScope: '200.00' }],
    ['nothing', { total: '0.00', inScope: '0.00' }],
    ['less than would leave as much in scope as is left', { total: '150.00', inScope: '0.00' }],
    ['more than was claimed', { total: '400.01', inScope: '300.00' }],
    ['what no line is of', { total: '1.00', inScope: '1.00', line: 7 }],
  ])('of a line nobody gives back %s', async (_what, back) => {
    const [personRef, number] = [await known(), randomUUID()];
    const { body } = await commit(personRef, {}, number);
    const refund = { reason: 'returned', lines: [{ line: 0, ...back }] };
    expect((await service.call('PUT', `${pathOf(number)}/refunds/${randomUUID()}`, refund)).status).toBe(400);
    expect((await service.call('GET', pathOf(number))).body).toEqual(body);
  });

  it('all of it given back is all of it: nothing is used up, and nothing is paid', async () => {
    const [personRef, number] = [await known(since2020('extremelyPoor')), randomUUID()];
    await commit(personRef, { servedOn: '2026-01-05' });
    const before = await amounts(personRef);
    await commit(personRef, { lines: [{ kind: 'inpatient', total: '40000.00', inScope: '38000.00' }] }, number);
    const lines = [{ line: 0, total: '40000.00', inScope: '38000.00' }];
    const refund = { reason: 'returned', lines };
    const { body } = await service.call('PUT', `${pathOf(number)}/refunds/${randomUUID()}`, refund);
    expect(body).toMatchObject({ total: '0.00', paid: '0.00', patientShare: '0.00' });
    expect(await amounts(personRef)).toEqual(before);
  });

  it('a local claim is of an institution that the register has', async () => {
    const path = `/v1/institutions/a-shop-around-the-corner/claims/${randomUUID()}`;
    const { status, body } = await service.call('PUT', path, aRequest(await known()));
    expect([status, body.code, body.params.why]).toEqual([422, 'NOT_COVERED', 'notDesignated']);
  });
});
