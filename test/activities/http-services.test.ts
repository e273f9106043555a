/** The two services as the activities reach them: over HTTP, each on a database of its own. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpNotifier } from '../../activities/notices/http-notifier.ts';
import { createHttpSettlement } from '../../activities/settlement/http-settlement.ts';
import type { Notifier } from '../../activities/notices/port.ts';
import type { NewEntitlement, Settlement } from '../../activities/settlement/port.ts';
import type { NoticeMessage } from '../../domain/notices/message.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { readConfig } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { createJsonClient } from '../../platform/http-client.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { variables } from '../../services/notification/config.ts';
import { startNotification } from '../../services/notification/service.ts';
import { createSettlementApp } from '../../services/settlement/app.ts';
import { toFailure } from '../../workflows/failures.ts';
import { attach, serviceToken, silent, startService, type Service } from '../services/harness.ts';
import { createDatabase } from '../support/databases.ts';
import { dataKeys } from './engine.ts';

const closers: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));

function clientOf(baseUrl: string, token = serviceToken) {
  const client = createJsonClient({ dependency: 'service under test', baseUrl, token });
  closers.unshift(client.close);
  return client;
}

/** A server that answers everything with this. */
async function answering(status: number, body: object): Promise<string> {
  const server = createServer((_request, response) =>
    response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const thrownBy = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  ) as Promise<any>;

const entitlement: NewEntitlement = {
  personRef: randomUUID(),
  region: 'rizhao',
  disease: 'malignantTumor',
  insuranceType: 'resident',
  institution: 'demo-first-peoples-hospital',
  from: plainDate('2026-03-03'),
  until: plainDate('2031-03-02'),
  decidedAt: '2026-03-02T01:00:00.000Z',
  filedOn: plainDate('2026-03-02'),
};

describe('settlement', () => {
  let settlement: Settlement;
  let service: Service;

  beforeAll(async () => {
    const database = connect(PrismaClient, await createDatabase('settlement'));
    const clock = { now: () => new Date('2026-03-02T01:00:00Z') };
    const app = createSettlementApp({
      database,
      clock,
      log: silent,
      metrics: createMetrics('settlement'),
      serviceToken,
      checkReplies: true,
    });
    service = await startService(app, [database.close]);
    closers.push(service.close);
    settlement = createHttpSettlement(clientOf(service.url));
  });

  it('registers twice under one key and gets one number, that of the day of filing', async () => {
    const first = await settlement.register('case-1:file:0', entitlement);
    const again = await settlement.register('case-1:file:0', entitlement);
    expect(again).toEqual(first);
    expect(first).toEqual({ filingNumber: 'RIZHAO-2026-00000001', filedOn: '2026-03-02' });
  });

  it('changes what is registered, once per key, under the same number', async () => {
    const { filingNumber } = await settlement.register('case-2:file:0', { ...entitlement, personRef: randomUUID() });
    const change = {
      kind: 'extend',
      filingNumber,
      from: plainDate('2031-03-03'),
      until: plainDate('2036-03-02'),
      reason: 'renewal',
    } as const;
    await settlement.change('case-3:file:0', change);
    await settlement.change('case-3:file:0', change);
    await expect(settlement.change('case-3:file:0', { ...change, reason: 'institutionChange' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  it('is final where the same key comes with another body: no retry mends it', async () => {
    await settlement.register('case-4:file:0', entitlement);
    const error = await thrownBy(settlement.register('case-4:file:0', { ...entitlement, disease: 'renalDialysis' }));
    expect(error).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', kind: 'conflict' });
    expect(toFailure(error)).toMatchObject({ type: 'IDEMPOTENCY_CONFLICT', nonRetryable: true });
  });

  it.each([
    ['answers 500', 500, { code: 'NOT_FOUND' }],
    ['answers 503', 503, {}],
    ['has too much to do', 429, {}],
    ['answers in another shape', 200, { number: 1 }],
  ])('waits when the service %s', async (_what, status, body) => {
    const error = await thrownBy(
      createHttpSettlement(clientOf(await answering(status, body))).register('case-5:file:0', entitlement),
    );
    expect(error).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
    expect(toFailure(error)).toMatchObject({ nonRetryable: false });
  });

  it('waits when nobody listens, and when the secret is not the service’s', async () => {
    const nobody = createHttpSettlement(clientOf('http://127.0.0.1:1'));
    const stranger = createHttpSettlement(clientOf(service.url, 'not-the-secret-of-this-service'));
    for (const unreachable of [nobody, stranger]) {
      await expect(unreachable.register('case-6:file:0', entitlement)).rejects.toMatchObject({
        code: 'DEPENDENCY_UNAVAILABLE',
      });
    }
  });
});

describe('notification', () => {
  let version = 'v1';
  let notification: Service;
  const wordingOf = () => ({
    version,
    sentences: { 'zh-CN': { 'notices.approved.title': `告知单 ${version}` }, en: {} },
  });
  let notifier: Notifier;

  beforeAll(async () => {
    const environment = {
      PORT: '0',
      SMTP_SINK_PORT: '0',
      LOG_LEVEL: 'silent',
      SERVICE_TOKEN: serviceToken,
      DATA_KEYS: dataKeys,
      NOTIFICATION_DATABASE_URL: await createDatabase('notification'),
    };
    const service = await attach(await startNotification(readConfig(variables, environment)));
    closers.push(service.close);
    notification = service;
    notifier = createHttpNotifier(clientOf(service.url), wordingOf);
  });

  const message: NoticeMessage = {
    caseRef: 'case-1',
    template: 'approved',
    purpose: 'decision',
    required: true,
    language: 'zh-CN',
    fallback: [],
    recipient: { role: 'patient', name: '示例患者', phone: '19900000001' },
    channels: {
      sms: { text: '您的申请已通过。' },
      slip: { office: '示例机构', title: '告知单', body: ['您的申请已通过。'], envelope: '示例患者 收' },
      inApp: { title: '告知', body: ['您的申请已通过。'] },
    },
  };

  it('accepts a message once per key', async () => {
    const first = await notifier.accept('case-1:notify:decision:0:patient', message);
    const again = await notifier.accept('case-1:notify:decision:0:patient', message);
    expect(again).toEqual(first);
    expect(first.acceptedAt).toBeInstanceOf(Date);
    const other = await notifier.accept('case-1:notify:decision:0:agent', message);
    expect(other.messageId).not.toBe(first.messageId);
  });

  it('takes the same notice in other words for the one that was accepted', async () => {
    const first = await notifier.accept('case-3:notify:decision:0:patient', message);
    version = 'v2';
    expect(await notifier.accept('case-3:notify:decision:0:patient', message)).toEqual(first);
  });

  it('keeps each wording with its first message, once, however many processes send', async () => {
    const before = version;
    version = 'v7';
    const another = createHttpNotifier(clientOf(notification.url), wordingOf);
    const keys = [1, 2, 3, 4].map((n) => `case-4:notify:decision:${n}:patient`);
    await Promise.all(keys.map((key, n) => (n % 2 ? notifier : another).accept(key, message)));
    const versions = async () => (await notification.call('GET', '/v1/templates/approved/versions')).body.versions;
    expect((await versions()).filter((one: any) => one.version === 'v7')).toHaveLength(1);
    const { body } = await notification.call('GET', `/v1/templates/approved/versions/v7`);
    expect(body).toMatchObject({ sentences: wordingOf().sentences, since: expect.any(String) as string });
    version = before;
  });

  it('is final where the same key comes with another message', async () => {
    await notifier.accept('case-2:notify:decision:0:patient', message);
    const error = await thrownBy(
      notifier.accept('case-2:notify:decision:0:patient', { ...message, template: 'notRecognised' }),
    );
    expect(toFailure(error)).toMatchObject({ type: 'IDEMPOTENCY_CONFLICT', nonRetryable: true });
  });
});
