import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { connect, type Database } from '../../platform/database.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { createSettlementApp } from '../../services/settlement/app.ts';
import { createDatabase } from '../support/databases.ts';
import { serviceToken, silent, startService, type Service } from './harness.ts';

let service: Service;
let database: Database<PrismaClient>;
let statements: string[] = [];

beforeAll(async () => {
  const url = await createDatabase('settlement');
  database = connect(PrismaClient, url, { onStatement: (sql) => statements.push(sql) });
  const clock = { now: () => new Date('2026-03-02T01:00:00Z') };
  const metrics = createMetrics('settlement');
  const app = createSettlementApp({
    database,
    clock,
    log: silent,
    metrics,
    serviceToken,
    checkReplies: true,
  });
  service = await startService(app, [database.close]);
});

afterAll(() => service.close());

const aRegistration = {
  personRef: '6f9619ff-8b86-8d01-b42d-00cf4fc964ff',
  region: 'rizhao',
  disease: 'malignantTumor',
  insuranceType: 'resident',
  from: '2026-03-03',
  decidedAt: '2026-03-02T01:00:00.000Z',
  filedOn: '2026-03-02',
};

function register(overrides: object = {}, key = `${randomUUID()}:file:0`) {
  return service.call('PUT', `/v1/entitlements/${encodeURIComponent(key)}`, { ...aRegistration, ...overrides });
}

async function registered(overrides: object = {}): Promise<string> {
  return (await register(overrides)).body.filingNumber;
}

const aChange = { from: '2026-04-01', reason: 'test' };

function change(filingNumber: string, request: object) {
  return service.call('POST', `/v1/entitlements/${filingNumber}/changes`, {
    key: randomUUID(),
    ...aChange,
    ...request,
  });
}

async function inForce(personRef: string, on: string) {
  return (await service.call('GET', `/v1/persons/${personRef}/entitlements?on=${on}`)).body.entitlements;
}

describe('registering 备案', () => {
  it('gives a filing number of region, year and sequence', async () => {
    const first = await register({ region: 'jiangsu', filedOn: '2027-01-04' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      filingNumber: 'JIANGSU-2027-00000001',
      filedOn: '2027-01-04',
      state: 'inForce',
      from: '2026-03-03',
      until: null,
      version: 1,
    });
    expect(await registered({ region: 'jiangsu', filedOn: '2027-01-05' })).toBe('JIANGSU-2027-00000002');
    expect(await registered({ region: 'jiangsu', filedOn: '2028-01-05' })).toBe('JIANGSU-2028-00000001');
  });

  it('takes one statement', async () => {
    statements = [];
    await register();
    expect(statements.length).toBe(1);
  });

  it('answers a repeat the same, even after the entitlement has changed', async () => {
    const first = await register({}, 'repeat:file:0');
    await change(first.body.filingNumber, { kind: 'suspend' });
    const { personRef, ...rest } = aRegistration;
    const again = await service.call('PUT', '/v1/entitlements/repeat%3Afile%3A0', { ...rest, personRef });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
  });

  it('refuses another body under the same key', async () => {
    await register({}, 'conflict:file:0');
    const other = await register({ disease: 'renalDialysis' }, 'conflict:file:0');
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', params: { key: 'conflict:file:0' } });
  });

  it('registers once when the same key comes many times at once, and numbers stay without gaps', async () => {
    const keys = ['a', 'b', 'c', 'd'].flatMap((name) => Array.from({ length: 6 }, () => `at-once-${name}`));
    const answers = await Promise.all(
      keys.map((key) => register({ region: 'xx-district', disease: 'severePsychiatricSix' }, key)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const numbers = new Set(answers.map(({ body }) => body.filingNumber));
    expect(numbers).toEqual(new Set([1, 2, 3, 4].map((n) => `XX-DISTRICT-2026-0000000${n}`)));
  });

  it.each([
    ['an unknown field', { name: '示例' }, '/body'],
    ['a day that is none', { from: '2026-02-30' }, '/body/from'],
    ['a first day of year 20', { from: '0020-01-01' }, '/body/from'],
    ['a filing of year 1', { filedOn: '0001-01-01' }, '/body/filedOn'],
    ['a decision of year 20', { decidedAt: '0020-01-01T00:00:00Z' }, '/body/decidedAt'],
    ['an end before the start', { until: '2026-03-01' }, '/body/until'],
    ['a person that is no UUID', { personRef: '990101190001010000' }, '/body/personRef'],
  ])('refuses %s', async (_name, wrong, where) => {
    const { status, body } = await register(wrong);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'INVALID_REQUEST', errors: [{ where }] });
  });

  it('keeps what was registered: rows are never rewritten', async () => {
    const filingNumber = await registered();
    const rewriting = database.prisma.entitlement.update({ where: { filingNumber }, data: { disease: 'other' } });
    await expect(rewriting).rejects.toThrow('permission denied for table Entitlement');
  });
});

describe('changing', () => {
  it('keeps the history and answers a repeat with what it answered first', async () => {
    const filingNumber = await registered();
    const suspended = await change(filingNumber, { key: `${filingNumber}:s`, kind: 'suspend' });
    expect(suspended).toMatchObject({ status: 201, body: { state: 'suspended', version: 2 } });
    const resumed = await change(filingNumber, { kind: 'resume', from: '2026-05-01', institution: 'H002' });
    expect(resumed.body).toMatchObject({ state: 'inForce', institution: 'H002', version: 3 });
    const again = await change(filingNumber, { key: `${filingNumber}:s`, kind: 'suspend' });
    expect(again).toMatchObject({ status: 200, body: suspended.body });
    const { body } = await service.call('GET', `/v1/entitlements/${filingNumber}`);
    expect(body).toMatchObject({ state: 'inForce', version: 3, personRef: aRegistration.personRef });
    expect(body.history.map(({ version, kind, from }: any) => [version, kind, from])).toEqual([
      [2, 'suspend', '2026-04-01'],
      [3, 'resume', '2026-05-01'],
    ]);
  });

  it('refuses another change under the same key, on the same entitlement or another', async () => {
    const [one, other] = [await registered(), await registered()];
    await change(one, { key: `${one}:x`, kind: 'suspend' });
    for (const filingNumber of [one, other]) {
      const { status, body } = await change(filingNumber, { key: `${one}:x`, kind: 'end' });
      expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    }
  });

  it.each([
    ['resume what is in force', [], 'resume', 'inForce'],
    ['suspend what is suspended', ['suspend'], 'suspend', 'suspended'],
    ['change what has ended', ['end'], 'change', 'ended'],
    ['end what has ended', ['end'], 'end', 'ended'],
  ])('does not %s', async (_name, before, kind, state) => {
    const filingNumber = await registered();
    for (const earlier of before) await change(filingNumber, { kind: earlier });
    const { status, body } = await change(filingNumber, { kind });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'STATE_CONFLICT', params: { state } });
  });

  it('does not reach behind the change before it, except to end', async () => {
    const filingNumber = await registered();
    await change(filingNumber, { kind: 'suspend', from: '2026-06-01' });
    const early = await change(filingNumber, { kind: 'resume', from: '2026-05-01' });
    expect(early.body).toMatchObject({ code: 'STATE_CONFLICT', params: { earliest: '2026-06-01' } });
    expect((await change(filingNumber, { kind: 'end', from: '2026-04-01' })).status).toBe(201);
  });

  it('lets a suspension reach behind terms that were agreed meanwhile, for registers report after the fact', async () => {
    const filingNumber = await registered();
    await change(filingNumber, { kind: 'change', from: '2026-08-01', institution: 'H002' });
    expect((await change(filingNumber, { kind: 'suspend', from: '2026-05-01' })).body).toMatchObject({
      state: 'suspended',
    });
    const early = await change(filingNumber, { kind: 'change', from: '2026-07-01', institution: 'H003' });
    expect(early.body).toMatchObject({ code: 'STATE_CONFLICT', params: { earliest: '2026-08-01' } });
  });

  it('keeps an entitlement without end while its renewal is pending, and gives it its last day afterwards', async () => {
    const personRef = randomUUID();
    const filingNumber = await registered({ personRef, until: '2026-12-31' });
    const kept = await change(filingNumber, { kind: 'extend', from: '2026-11-20', reason: 'renewalPending' });
    expect(kept.body).toMatchObject({ state: 'inForce', until: null });
    expect(await inForce(personRef, '2027-02-01')).toHaveLength(1);
    const over = await change(filingNumber, {
      kind: 'extend',
      from: '2027-02-10',
      until: '2027-02-10',
      reason: 'renewalNotRecognised',
    });
    expect(over.body).toMatchObject({ until: '2027-02-10' });
    expect(await inForce(personRef, '2027-02-11')).toEqual([]);
  });

  it('goes on under the same number when the person is insured otherwise', async () => {
    const personRef = randomUUID();
    const filingNumber = await registered({ personRef });
    const moved = await change(filingNumber, {
      kind: 'change',
      from: '2026-05-01',
      insuranceType: 'employee',
      reason: 'insuranceTypeChanged',
    });
    expect(moved.body).toMatchObject({ filingNumber, insuranceType: 'employee', state: 'inForce' });
    expect(await inForce(personRef, '2026-04-30')).toMatchObject([{ insuranceType: 'resident' }]);
    expect(await inForce(personRef, '2026-05-01')).toMatchObject([{ insuranceType: 'employee' }]);
  });

  it('of two changes at once takes both in turn, or refuses the one that no longer fits', async () => {
    const filingNumber = await registered();
    const changes = await Promise.all([
      change(filingNumber, { kind: 'change', institution: 'H001' }),
      change(filingNumber, { kind: 'change', institution: 'H002' }),
      change(filingNumber, { kind: 'change', institution: 'H003' }),
    ]);
    expect(new Set(changes.map(({ body }) => body.version))).toEqual(new Set([2, 3, 4]));
    const ends = await Promise.all([change(filingNumber, { kind: 'end' }), change(filingNumber, { kind: 'end' })]);
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([201, 409]));
  });

  it('does not know what is not filed', async () => {
    const { status, body } = await change('RIZHAO-1999-00000001', { kind: 'end' });
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
    expect((await service.call('GET', '/v1/entitlements/RIZHAO-1999-00000001')).status).toBe(404);
  });
});

describe('what a person is entitled to on a day', () => {
  it('is what is in force: first to last day, suspensions left out, with the institution of the day', async () => {
    const personRef = randomUUID();
    const filingNumber = await registered({ personRef, institution: 'H001', until: '2026-12-31' });
    await change(filingNumber, { kind: 'suspend', from: '2026-05-01' });
    await change(filingNumber, { kind: 'resume', from: '2026-06-01' });
    await change(filingNumber, { kind: 'change', from: '2026-07-01', institution: 'H002' });
    const institutionOn = async (day: string) =>
      (await inForce(personRef, day)).map(({ institution }: any) => institution);
    expect(await institutionOn('2026-03-02')).toEqual([]);
    expect(await institutionOn('2026-03-03')).toEqual(['H001']);
    expect(await institutionOn('2026-04-30')).toEqual(['H001']);
    expect(await institutionOn('2026-05-01')).toEqual([]);
    expect(await institutionOn('2026-05-31')).toEqual([]);
    expect(await institutionOn('2026-06-01')).toEqual(['H001']);
    expect(await institutionOn('2026-07-01')).toEqual(['H002']);
    expect(await institutionOn('2026-12-31')).toEqual(['H002']);
    expect(await institutionOn('2027-01-01')).toEqual([]);
  });

  it('is nothing from the day of the end, even an end that became known later', async () => {
    const personRef = randomUUID();
    const filingNumber = await registered({ personRef });
    await change(filingNumber, { kind: 'change', from: '2026-08-01', institution: 'H002' });
    await change(filingNumber, { kind: 'end', from: '2026-05-10' });
    expect(await inForce(personRef, '2026-05-09')).toHaveLength(1);
    expect(await inForce(personRef, '2026-05-10')).toEqual([]);
    expect(await inForce(personRef, '2026-08-02')).toEqual([]);
  });

  it('asks for a day', async () => {
    const { status, body } = await service.call('GET', `/v1/persons/${randomUUID()}/entitlements`);
    expect([status, body.errors[0].where]).toEqual([400, '/query/on']);
  });
});

describe('security', () => {
  it.each([
    ['PUT', '/v1/entitlements/k'],
    ['POST', '/v1/entitlements/RIZHAO-2026-00000001/changes'],
    ['GET', '/v1/entitlements/RIZHAO-2026-00000001'],
    ['GET', `/v1/persons/${aRegistration.personRef}/entitlements?on=2026-03-03`],
  ])('%s %s needs the shared token', async (method, path) => {
    const body = method === 'GET' ? undefined : {};
    for (const authorization of ['', 'Bearer wrong', 'Basic dG9rZW4=']) {
      expect((await service.call(method, path, body, { authorization })).status).toBe(401);
    }
  });
});
