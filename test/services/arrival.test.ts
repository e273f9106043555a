/**
 * What becomes of a message until it has arrived: fallback, receipts, preferences, inbox, letter, and a person at last.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { wordsOf } from '../support/pdf-words.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../platform/config.ts';
import { variables } from '../../services/notification/config.ts';
import { startNotification } from '../../services/notification/service.ts';
import { asSuperuser, createDatabase } from '../support/databases.ts';
import { attach, serviceToken, type Service } from './harness.ts';

const gatewayToken = 'token-of-the-gateway';
const patience = { timeout: 10_000 };
let service: Service;
/** What was asked of it and held against its OpenAPI document. */
const called = new Set<string>();
let key: string;

let environment: Record<string, string>;

beforeAll(async () => {
  environment = {
    PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: 'silent',
    SMTP_SINK_PORT: '0',
    SERVICE_TOKEN: serviceToken,
    SMS_RECEIPT_TOKEN: gatewayToken,
    NOTIFICATION_DATABASE_URL: await createDatabase('notification'),
    DATA_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    SMS_SIMULATOR_FAULTS: 'noReport:1',
    PUBLIC_URL: 'https://office.example/',
  };
  const { call, ...rest } = await attach(await startNotification(readConfig(variables, environment)));
  service = {
    ...rest,
    call(method, path, ...more) {
      called.add(`${method} ${path.split('?')[0]}`);
      return call(method, path, ...more);
    },
  };
});
afterAll(() => service?.close());
beforeEach(() => void (key = randomUUID()));

const slip = {
  office: '示例市医疗保障经办机构',
  title: '门诊慢特病待遇认定结果告知单',
  body: ['示例䶮：', `您提出的严重精神障碍申请，${'经审核，'.repeat(30)}予以认定。`, '示例市医疗保障经办机构'],
  envelope: '示例䶮 收\n示例市医疗保障经办机构 寄',
};
const channels = {
  sms: { text: '已予认定' },
  email: { subject: '告知', text: '已予认定' },
  slip,
  inApp: { title: '告知', body: ['已予认定'] },
};
const recipient = { role: 'patient', name: '示例䶮', phone: '19900000001', email: 'patient@mail.example' };

async function accepted(overrides: object = {}): Promise<string> {
  const message = {
    caseRef: key,
    template: 'approved',
    purpose: 'decision',
    required: true,
    recipient,
    channels,
    ...overrides,
  };
  const { status, body } = await service.call('PUT', `/v1/messages/${key}`, message);
  expect(status).toBe(202);
  return body.messageId;
}

const message = async () => (await service.call('GET', `/v1/messages/${key}`)).body;
async function states() {
  return Object.fromEntries((await message()).deliveries.map(({ channel, state }: any) => [channel, state]));
}

function report(receipts: readonly { reference: string; status: string }[], token = gatewayToken) {
  const dated = receipts.map((receipt, second) => ({
    ...receipt,
    at: `2026-11-22T08:00:${String(second).padStart(2, '0')}+08:00`,
  }));
  return service.call('POST', '/v1/receipts/sms', { receipts: dated }, { authorization: `Bearer ${token}` });
}

async function unreached(): Promise<any[]> {
  const found: any[] = [];
  for (let query = '?limit=2', page; ; query = `?limit=2&after=${encodeURIComponent(page.next)}`) {
    page = (await service.call('GET', `/v1/unreached${query}`)).body;
    found.push(...page.messages);
    if (!page.next) return found;
  }
}
const isUnreached = async () => (await unreached()).some((one) => one.key === key);

const onlySms = { channels: { sms: channels.sms, slip }, fallback: ['slip'] };

describe('the gateway reports', () => {
  it('that the number does not exist: the letter takes its place, and a person has to bring it', async () => {
    const messageId = await accepted(onlySms);
    await expect.poll(states, patience).toEqual({ sms: 'sent', slip: 'waiting' });
    expect(await isUnreached()).toBe(false);
    expect((await report([{ reference: `${messageId}.sms`, status: 'undeliverable' }])).body).toEqual({
      taken: 1,
      known: 0,
      unknown: 0,
    });
    expect(await states()).toEqual({ sms: 'failed', slip: 'sent' });
    expect(await isUnreached()).toBe(true);
  });

  it('an arrival after all: nobody has to do anything', async () => {
    const messageId = await accepted(onlySms);
    await expect.poll(states, patience).toMatchObject({ sms: 'sent' });
    await report([
      { reference: `${messageId}.sms`, status: 'undeliverable' },
      { reference: `${messageId}.sms`, status: 'delivered' },
    ]);
    expect(await states()).toEqual({ sms: 'delivered', slip: 'sent' });
    expect(await isUnreached()).toBe(false);
  });

  it('in whatever order, and however often, with one result; before the gateway has answered, too', async () => {
    const reports = fc.array(fc.constantFrom('delivered', 'undeliverable'), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(reports, fc.boolean(), async (statuses, atOnce) => {
        key = randomUUID();
        const messageId = await accepted(onlySms);
        if (!atOnce) await expect.poll(states, patience).toMatchObject({ sms: 'sent' });
        for (const status of statuses) await report([{ reference: `${messageId}.sms`, status }]);
        const arrived = statuses.includes('delivered');
        const settled = async () => ({
          ...(await states()),
          attempts: (await message()).deliveries
            .find(({ channel }: any) => channel === 'sms')
            .attempts.filter(({ outcome }: any) => outcome === null).length,
        });
        await expect.poll(settled, patience).toMatchObject({ sms: arrived ? 'delivered' : 'failed', attempts: 0 });
        expect(await isUnreached()).toBe(!arrived);
      }),
      { numRuns: 12 },
    );
  });

  it('of messages that are none, and to nobody without its own token', async () => {
    const strange = [
      { reference: 'x.sms', status: 'delivered' },
      { reference: `${randomUUID()}.sms`, status: 'delivered' },
    ];
    expect((await report(strange)).body).toEqual({ taken: 0, known: 0, unknown: 2 });
    expect((await report(strange, serviceToken)).status).toBe(403);
  });
});

it('whatever the gateway does, each message has arrived or waits for a person', async () => {
  const faults =
    'refusal:0.2,delay:0.1,duplicateAnswer:0.2,undeliverable:0.2,earlyReport:0.2,repeatedReport:0.2,contradictingReport:0.2';
  const database = { NOTIFICATION_DATABASE_URL: await createDatabase('notification') };
  const config = readConfig(variables, {
    ...environment,
    ...database,
    SMS_SIMULATOR_FAULTS: faults,
    SMS_SIMULATOR_SEED: '7',
  });
  const misled = await attach(await startNotification(config));
  try {
    const keys = Array.from({ length: 40 }, (_, n) => `${key}-${n}`);
    const template = { caseRef: key, template: 'approved', required: true, recipient, channels: { sms: channels.sms } };
    await Promise.all(keys.map((each) => misled.call('PUT', `/v1/messages/${each}`, template)));
    const standing = async () => {
      const { messages } = (await misled.call('GET', `/v1/messages?caseRef=${key}`)).body;
      const listed = (await misled.call('GET', '/v1/unreached')).body.messages.map((one: any) => one.key);
      const arrived = messages
        .filter(({ deliveries }: any) => deliveries[0].state === 'delivered')
        .map((one: any) => one.key);
      return [...arrived, ...listed].toSorted();
    };
    await expect.poll(standing, { timeout: 20_000 }).toEqual(keys.toSorted());
    const text = await (await fetch(misled.metricsUrl!)).text();
    const [, unreachedCount] = /notification_unreached_messages\{.*\} (\d+)/.exec(text) ?? [];
    expect(Number(unreachedCount)).toBeGreaterThan(5);
    expect(Number(unreachedCount)).toBeLessThan(35);
  } finally {
    await misled.close();
  }
});

it('a gateway that never speaks again is not waited for; what it says after all is believed', async () => {
  let ahead = 0;
  const database = { NOTIFICATION_DATABASE_URL: await createDatabase('notification') };
  const config = readConfig(variables, { ...environment, ...database, SMS_SILENCE_HOURS: '2' });
  const waiting = await attach(await startNotification(config, { now: () => new Date(Date.now() + ahead) }));
  try {
    const message = { caseRef: key, template: 'approved', required: true, recipient, ...onlySms };
    const { messageId } = (await waiting.call('PUT', `/v1/messages/${key}`, message)).body;
    const standing = async () => {
      const { deliveries, unreachedSince } = (await waiting.call('GET', `/v1/messages/${key}`)).body;
      return [...deliveries.map(({ state }: any) => state), unreachedSince === null ? 'on its way' : 'unreached'];
    };
    await expect.poll(standing, patience).toEqual(['waiting', 'sent', 'on its way']);
    ahead = 2 * 3_600_000;
    await expect.poll(standing, patience).toEqual(['sent', 'unreported', 'unreached']);
    const receipts = [{ reference: `${messageId}.sms`, status: 'delivered', at: '2026-11-24T08:00:00+08:00' }];
    const told = await waiting.call(
      'POST',
      '/v1/receipts/sms',
      { receipts },
      { authorization: `Bearer ${gatewayToken}` },
    );
    expect(told.body).toEqual({ taken: 1, known: 0, unknown: 0 });
    expect(await standing()).toEqual(['sent', 'delivered', 'on its way']);
    const text = await (await fetch(waiting.metricsUrl!)).text();
    expect(text).toMatch(/notification_receipts_total\{.*late="true".*\} 1/);
  } finally {
    await waiting.close();
  }
});

describe('a recipient', () => {
  it('who prefers e-mail has it first; the SMS waits until it fails', async () => {
    const ref = `person-${key}`;
    await service.call('PUT', `/v1/preferences/${ref}`, { channel: 'email' });
    await accepted({ recipient: { ...recipient, ref, email: 'patient@mail.example' } });
    await expect.poll(states, patience).toEqual({ email: 'sent', sms: 'waiting', slip: 'sent', inApp: 'sent' });
    expect((await service.call('DELETE', `/v1/preferences/${ref}`)).status).toBe(204);
    key = randomUUID();
    await accepted({ recipient: { ...recipient, ref } });
    await expect.poll(states, patience).toMatchObject({ email: 'sent', sms: 'sent' });
  });

  it('reads in the app what was sent to them, and nobody else does', async () => {
    const messageId = await accepted({ channels: { inApp: channels.inApp } });
    expect(await isUnreached()).toBe(true);
    const inbox = async (role: string) =>
      (await service.call('GET', `/v1/inbox?caseRef=${key}&role=${role}`)).body.messages;
    const read = (role: string) => service.call('PUT', `/v1/inbox/${messageId}/reading?caseRef=${key}&role=${role}`);
    expect(await inbox('patient')).toMatchObject([{ messageId, title: '告知', body: ['已予认定'], readAt: null }]);
    expect(await inbox('agent')).toEqual([]);
    expect((await read('agent')).status).toBe(404);
    expect([(await read('patient')).status, (await read('patient')).status]).toEqual([204, 204]);
    expect((await inbox('patient'))[0].readAt).toEqual(expect.any(String));
    expect(await isUnreached()).toBe(false);
  });

  it('whom nothing reaches is met by a person, whose word stands', async () => {
    await accepted({ channels: { slip } });
    expect(await isUnreached()).toBe(true);
    const settle = (as: string) =>
      service.call('PUT', `/v1/messages/${key}/settlement`, { as, at: '2026-11-23T01:00:00.000Z' });
    expect([(await settle('handedOver')).status, (await settle('handedOver')).status]).toEqual([200, 200]);
    expect((await settle('notReachable')).body).toMatchObject({
      code: 'STATE_CONFLICT',
      params: { state: 'handedOver' },
    });
    expect(await message()).toMatchObject({
      settled: { as: 'handedOver' },
      deliveries: [{ channel: 'slip', state: 'delivered' }],
    });
    expect(await isUnreached()).toBe(false);
  });

  it('of what no rule demands is left in peace', async () => {
    await accepted({ required: false, channels: { slip } });
    expect(await isUnreached()).toBe(false);
  });
});

describe('the letter', () => {
  async function letter(messageId: string) {
    const response = await fetch(`${service.url}/v1/messages/${messageId}/slip`, {
      headers: { authorization: `Bearer ${serviceToken}` },
    });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    return Buffer.from(await response.arrayBuffer());
  }

  const verify = (code: string, language = 'zh-CN') =>
    fetch(`${service.url}/verify/${encodeURIComponent(code)}`, { headers: { 'accept-language': language } });

  it('has an envelope that names no disease, a heading, numbered pages, and the same bytes each time', async () => {
    const messageId = await accepted();
    const pdf = await letter(messageId);
    const [envelope = '', ...pages] = await wordsOf(pdf);
    expect(envelope).toContain('示例䶮 收');
    expect(envelope).not.toMatch(/精神|第\d页/);
    expect(pages.join('')).toMatch(/示例市医疗保障经办机构.*门诊慢特病待遇认定结果告知单.*严重精神障碍/);
    expect(pages[0]).toContain(`第1页 共${pages.length}页`);
    expect(await letter(messageId)).toEqual(pdf);
  });

  it('bears a code by which anybody checks it, and learns neither name nor disease', async () => {
    const words = (await wordsOf(await letter(await accepted()))).join('');
    const [, code = ''] = /https:\/\/office\.example\/verify\/([2-9A-Z]{16})/.exec(words) ?? [];
    expect(words).toContain(`验证码：${code.match(/.{4}/g)!.join(' ')}`);
    for (const typed of [code, code.toLowerCase().replaceAll(/.{4}/g, '$& ')]) {
      const response = await verify(typed);
      const page = await response.text();
      expect([response.status, response.headers.get('x-robots-tag')]).toEqual([200, 'noindex']);
      expect(response.headers.get('cache-control')).toBe('no-store');
      for (const shown of ['示**', '示例市医疗保障经办机构', '门诊慢特病待遇认定结果告知单'])
        expect(page).toContain(shown);
      expect(page).not.toMatch(/示例䶮|精神|199-/);
    }
    expect(await (await verify(code, 'en')).text()).toContain('This letter was issued by us.');
  });

  it('that nobody sent is not genuine', async () => {
    const response = await verify('2222 3333 4444 5555');
    expect([response.status, (await response.text()).includes('没有查到')]).toEqual([404, true]);
  });
});

describe('a template', () => {
  const path = () => `/v1/templates/approved/versions/v-${key}`;
  const wording = (title: string) => ({
    sentences: { 'zh-CN': { 'notices.approved.title': title }, en: { 'notices.approved.title': 'Result' } },
  });

  it('is kept version by version, each once and for good', async () => {
    const first = await service.call('PUT', path(), wording('告知单'));
    const again = await service.call('PUT', path(), wording('告知单'));
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    expect((await service.call('PUT', path(), wording('通知书'))).body).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect((await service.call('GET', path())).body).toEqual({
      version: `v-${key}`,
      since: first.body.since,
      ...wording('告知单'),
    });
    const { versions } = (await service.call('GET', '/v1/templates/approved/versions')).body;
    expect(versions).toContainEqual({ version: `v-${key}`, since: first.body.since });
    expect((await service.call('GET', '/v1/templates/approved/versions/unused')).status).toBe(404);
  });

  it('is kept once of many calls at one moment, and nobody changes it afterwards', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => service.call('PUT', path(), wording('告知单'))));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array<number>(7).fill(200), 201]);
    const own = environment.NOTIFICATION_DATABASE_URL!;
    const changes = [
      `UPDATE "TemplateVersion" SET "sentences" = '{}'`,
      'DELETE FROM "TemplateVersion"',
      'TRUNCATE "TemplateVersion"',
    ];
    for (const [login, refusal] of [
      [own, 'permission denied for table TemplateVersion'],
      [asSuperuser(own), 'TemplateVersion is append-only'],
    ]) {
      const pool = new pg.Pool({ connectionString: login });
      for (const change of changes) await expect(pool.query(change)).rejects.toThrow(refusal);
      await pool.end();
    }
  });
});

it('leaves no operation of its document untried', async () => {
  const { body: list } = await service.call('GET', `/v1/messages?caseRef=${key}`);
  expect(list).toEqual({ messages: [] });
  await service.call('GET', `/v1/messages/${randomUUID()}/slip`);
  const { paths } = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const untried = operations.filter((operation) => {
    const pattern = new RegExp(`^${operation.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return ![...called].some((each) => pattern.test(each));
  });
  expect(untried).toEqual([]);
});
