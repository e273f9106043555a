import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { variables } from '../../services/notification/config.ts';
import { startNotification } from '../../services/notification/service.ts';
import { readConfig } from '../../platform/config.ts';
import { createDatabase } from '../support/databases.ts';
import { attach, serviceToken, type Service } from './harness.ts';

const patience = { timeout: 10_000 };
let service: Service;
let databaseUrl: string;
let environment: Record<string, string>;

beforeAll(async () => {
  databaseUrl = await createDatabase('notification');
  environment = {
    PORT: '0',
    LOG_LEVEL: 'silent',
    NOTIFICATION_DATABASE_URL: databaseUrl,
    SERVICE_TOKEN: serviceToken,
    DATA_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    SMTP_SINK_PORT: '0',
  };
  service = await attach(await startNotification(readConfig(variables, environment)));
});

afterAll(() => service.close());

const aMessage = {
  caseRef: 'case-1',
  template: 'decision.approved',
  templateVersion: 'v1',
  purpose: 'decision',
  required: true,
  recipient: { role: 'patient', name: '示例患者', phone: '19900000001', email: 'patient@mail.example' },
  channels: { sms: { text: '您的申请已通过。' } },
};

function accept(overrides: object = {}, key = `${randomUUID()}:notice:0`) {
  return service.call('PUT', `/v1/messages/${encodeURIComponent(key)}`, { ...aMessage, ...overrides });
}

const status = async (key: string) => (await service.call('GET', `/v1/messages/${key}`)).body;
async function statesOf(key: string) {
  return Object.fromEntries((await status(key)).deliveries.map(({ channel, state }: any) => [channel, state]));
}
const mailbox = async () => (await service.call('GET', '/mailbox')).text;

describe('a message', () => {
  it('is delivered by every channel asked for, once each, and shown in the mailbox', async () => {
    const channels = {
      sms: { text: '短信 <1>' },
      email: { subject: '决定 & 说明', text: 'Dear applicant,\n您的申请已通过。' },
      slip: { office: '示例市医疗保障经办机构', title: '告知单', body: ['第一段', '第二段'], envelope: '医疗保障事务' },
      inApp: { title: '告知', body: ['第一段'] },
    };
    const { status: code, body } = await accept({ channels, caseRef: 'case-all' }, 'all-channels');
    expect(code).toBe(202);
    expect(body.deliveries).toContainEqual({ channel: 'slip', state: 'sent' });
    expect(body.deliveries).toContainEqual({ channel: 'sms', state: 'pending' });
    await expect
      .poll(() => statesOf('all-channels'), patience)
      .toEqual({ sms: 'delivered', email: 'sent', slip: 'sent', inApp: 'sent' });
    const page = await mailbox();
    expect(page).toContain('短信 &lt;1&gt;');
    expect(page).toContain('决定 &amp; 说明');
    expect(page).toContain('Dear applicant,\n您的申请已通过。');
    expect(page).toContain(`href="/mailbox/slips/${body.messageId}"`);
    for (const reference of [`${body.messageId}.sms`, `&lt;${body.messageId}.email@manteban.example&gt;`]) {
      expect(page).toContain(`data-reference="${reference}" data-arrivals="1"`);
    }
  });

  it('tells what became of it, and neither contact data nor texts', async () => {
    await accept({ caseRef: 'case-told' }, 'told');
    await expect.poll(() => statesOf('told'), patience).toEqual({ sms: 'delivered' });
    const { body, text } = await service.call('GET', '/v1/messages?caseRef=case-told');
    expect(body.messages).toEqual([await status('told')]);
    const [{ deliveries, ...told }] = body.messages;
    expect(deliveries[0].attempts).toMatchObject([{ number: 1, outcome: 'sent' }]);
    expect(told).toMatchObject({
      template: 'decision.approved',
      templateVersion: 'v1',
      purpose: 'decision',
      required: true,
      unreachedSince: null,
      recipient: { role: 'patient', name: '示***', phone: '****0001', email: 'p***@mail.example' },
    });
    expect(text).not.toMatch(/199-|示例|通过|patient@/);
  });

  it('without a slip has none to print', async () => {
    const { body } = await accept();
    expect((await service.call('GET', `/v1/messages/${body.messageId}/slip`)).status).toBe(404);
    expect((await service.call('GET', `/v1/messages/${randomUUID()}/slip`)).status).toBe(404);
    expect((await service.call('GET', '/v1/messages/unknown')).status).toBe(404);
  });
});

describe('the key', () => {
  it('makes a repeat the same message', async () => {
    const first = await accept({}, 'repeat');
    const again = await accept({}, 'repeat');
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ messageId: first.body.messageId, acceptedAt: first.body.acceptedAt });
  });

  it('refuses another message', async () => {
    await accept({}, 'conflict');
    const { status: code, body } = await accept({ template: 'decision.refused' }, 'conflict');
    expect([code, body.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
  });

  it('sends once what comes many times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => accept({ caseRef: 'case-at-once' }, 'at-once')));
    expect(answers.filter(({ status: code }) => code === 202)).toHaveLength(1);
    expect(answers.filter(({ status: code }) => code === 200)).toHaveLength(11);
    await expect.poll(() => statesOf('at-once'), patience).toEqual({ sms: 'delivered' });
    const reference = `${answers[0]!.body.messageId}.sms`;
    expect((await mailbox()).split(`data-reference="${reference}" data-arrivals="1"`)).toHaveLength(2);
  });
});

describe('a request', () => {
  const email = { subject: 'subject', text: 'text' };

  it.each([
    ['no channel', { channels: {} }, '/body/channels'],
    ['a text message without a phone', { recipient: { role: 'patient' } }, '/body/recipient/phone'],
    ['an e-mail without an address', { recipient: { role: 'agent' }, channels: { email } }, '/body/recipient/email'],
    ['an unknown channel', { channels: { fax: {} } }, '/body/channels'],
  ])('with %s is refused', async (_name, wrong, where) => {
    const { status: code, body } = await accept(wrong);
    expect(code).toBe(400);
    expect(body.errors.map((error: any) => error.where)).toContain(where);
  });

  it.each([
    ['PUT', '/v1/messages/k'],
    ['GET', '/v1/messages/k'],
    ['GET', '/v1/messages?caseRef=case-1'],
    ['GET', '/v1/messages/6f9619ff-8b86-4d01-b42d-00cf4fc964ff/slip'],
    ['POST', '/v1/receipts/sms'],
  ])('%s %s needs the shared token', async (method, path) => {
    const body = method === 'GET' ? undefined : {};
    expect((await service.call(method, path, body, { authorization: 'Bearer wrong' })).status).toBe(401);
  });
});

it('keeps contact data and texts encrypted, also those that the simulators received', async () => {
  const secret = 'SecretWord';
  const channels = {
    sms: { text: secret },
    email: { subject: secret, text: secret },
    slip: { office: secret, title: secret, body: [secret], envelope: secret },
    inApp: { title: secret, body: [secret] },
  };
  await accept({ channels }, 'sealed');
  await expect
    .poll(() => statesOf('sealed'), patience)
    .toEqual({ sms: 'delivered', email: 'sent', slip: 'sent', inApp: 'sent' });
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const tables = ['Message', 'Delivery', 'Attempt', 'Received'];
  const results = await Promise.all(
    tables.map((table) => pool.query<Record<string, unknown>>(`SELECT * FROM "${table}"`)),
  );
  await pool.end();
  const values = results.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)));
  expect(values.filter(Buffer.isBuffer).length).toBeGreaterThan(2);
  for (const value of values) {
    const text = Buffer.isBuffer(value) ? value.toString('utf8') : String(value);
    expect(text).not.toMatch(/SecretWord|1990000|mail\.example/);
  }
});

it('accepts and delivers later where delivery is switched off', async () => {
  const database = { NOTIFICATION_DATABASE_URL: await createDatabase('notification') };
  const config = readConfig(variables, { ...environment, ...database, DELIVERY: 'off' });
  const off = await attach(await startNotification(config));
  try {
    expect((await off.call('PUT', '/v1/messages/later', aMessage)).status).toBe(202);
    const { body } = await off.call('GET', '/v1/messages/later');
    expect(body.deliveries).toEqual([{ channel: 'sms', state: 'pending', reportedAt: null, attempts: [] }]);
  } finally {
    await off.close();
  }
});
