import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromRoot } from '../../platform/project-root.ts';
import { issueProviderSecret } from '../../platform/provider-credentials.ts';
import { readConfig } from '../../platform/config.ts';
import { variables as notificationVariables } from '../../services/notification/config.ts';
import { startNotification } from '../../services/notification/service.ts';
import { variables } from '../../services/settlement/config.ts';
import { startSettlement } from '../../services/settlement/service.ts';
import { createDatabase } from '../support/databases.ts';
import { attach, type Service } from './harness.ts';

const own = 'demo-county-hospital';
const other = 'demo-second-peoples-hospital';
const served = 'demo-township-health-centre';
const [current, older] = ['the-engine-sends-this', 'the-engine-sent-this'];
const gateway = 'the-sms-gateway-reports';

let folder: string;
let file: string;
let settlement: Service;
let notification: Service;
let secrets: Record<'own' | 'other' | 'platform', string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manteban-callers-'));
  file = join(folder, 'providers.json');
  secrets = {
    own: issueProviderSecret(file, { holder: own, institutions: [own] }),
    other: issueProviderSecret(file, { holder: other, institutions: [other] }),
    platform: issueProviderSecret(file, { holder: 'county-platform', institutions: [own, served] }),
  };
  const common = { PORT: '0', LOG_LEVEL: 'silent', SERVICE_TOKEN: `${current},${older}` };
  settlement = await attach(
    await startSettlement(
      readConfig(variables, {
        ...common,
        SETTLEMENT_DATABASE_URL: await createDatabase('settlement'),
        POLICY_OVERLAYS: fromRoot('examples', 'overlays'),
        PROVIDER_CREDENTIALS: file,
      }),
    ),
  );
  notification = await attach(
    await startNotification(
      readConfig(notificationVariables, {
        ...common,
        NOTIFICATION_DATABASE_URL: await createDatabase('notification'),
        DATA_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
        SMS_RECEIPT_TOKEN: gateway,
        SMTP_SINK_PORT: '0',
      }),
    ),
  );
});

afterAll(async () => {
  await Promise.all([settlement.close(), notification.close()]);
  await rm(folder, { recursive: true });
});

function as(secret: string, service: Service = settlement) {
  return (method: string, path: string, body?: unknown) =>
    service.call(method, path, body, { authorization: `Bearer ${secret}` });
}

const claimOf = (institution: string, number: string) => `/v1/institutions/${institution}/claims/${number}`;

/** Of somebody of whom the engine has told what registers say. */
async function aClaim(personRef: string = randomUUID()) {
  const insurance = [{ type: 'resident', region: 'rizhao', from: '2020-01-01' }];
  await as(current)('PUT', `/v1/persons/${personRef}/facts`, { version: 0, insurance, categories: [] });
  return {
    personRef,
    region: 'rizhao',
    servedOn: new Date().toISOString().slice(0, 10),
    lines: [{ kind: 'ordinary', total: '300.00', inScope: '300.00' }],
  };
}

const reason = { reason: 'test' };

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
}

async function operationsOf(service: Service): Promise<Operation[]> {
  const { paths } = (await service.call('GET', '/openapi.json')).body as { paths: Record<string, object> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll('{institution}', own).replaceAll(/\{\w+\}/g, 'x'),
      id: operationId as string,
    })),
  );
}

/** Which operations this secret is let through to; what they make of an empty request does not matter. */
async function letThrough(secret: string, service: Service): Promise<string[]> {
  const answers = await Promise.all(
    (await operationsOf(service)).map(async ({ method, path, id }) => {
      const { status } = await as(secret, service)(method, path, method === 'GET' ? undefined : {});
      return [401, 403].includes(status) ? [] : [id];
    }),
  );
  return answers.flat().sort();
}

describe('who calls the settlement service', () => {
  it('a provider settles its claims and asks about terms and cover: nothing else', async () => {
    const claims = ['commitClaim', 'correctClaim', 'explainClaim', 'getClaim', 'printStatement', 'refundClaim'];
    const lists = ['listOutdatedClaims'];
    const questions = ['askDeposit', 'askEnrolment', 'askLongPrescription', 'isCovered', 'previewClaim'];
    expect(await letThrough(secrets.own, settlement)).toEqual(
      [...claims, ...lists, ...questions, 'reverseClaim'].sort(),
    );
  });

  it('the engine files, reads and reports: it settles nothing', async () => {
    const through = await letThrough(current, settlement);
    expect(through).toEqual(expect.arrayContaining(['registerEntitlement', 'changeEntitlement', 'findTreatments']));
    for (const settling of ['previewClaim', 'commitClaim', 'reverseClaim', 'refundClaim', 'correctClaim']) {
      expect(through).not.toContain(settling);
    }
    expect(await letThrough(older, settlement)).toEqual(through);
  });

  it.each([
    ['of nobody', 'nobody'],
    ['of both at once', `${current},${older}`],
    ['of the gateway', gateway],
  ])('a secret %s opens nothing', async (_, secret) => {
    expect(await letThrough(secret, settlement)).toEqual([]);
    expect((await as(secret)('GET', claimOf(own, '1'))).status).toBe(401);
  });

  it('a provider can do what the engine does for no institution, its own included', async () => {
    const filing = await as(secrets.own)('PUT', '/v1/entitlements/k', {});
    expect(filing).toMatchObject({ status: 403, body: { code: 'NOT_PERMITTED' } });
    const ledger = await as(secrets.own)('GET', `/v1/persons/${randomUUID()}/accumulators?region=rizhao&year=2026`);
    expect(ledger.status).toBe(403);
    const entitlements = await as(secrets.own)('GET', `/v1/persons/${randomUUID()}/entitlements?on=2026-03-03`);
    expect(entitlements.status).toBe(403);
  });

  it('another institution can neither touch a claim nor tell whether there is one', async () => {
    expect((await as(secrets.own)('PUT', claimOf(own, 'mine'), await aClaim())).status).toBe(201);
    const attempts: [string, string, object?][] = [
      ['GET', ''],
      ['GET', '/explanation'],
      ['GET', '/statement'],
      ['PUT', '', await aClaim()],
      ['PUT', '/reversal', reason],
      ['PUT', '/refunds/r', { ...reason, lines: [{ line: 0, total: '1.00', inScope: '1.00' }] }],
      ['PUT', '/corrections/c', { ...reason, claim: await aClaim() }],
    ];
    for (const [method, what, body] of attempts) {
      const there = await as(secrets.other)(method, claimOf(own, 'mine') + what, body);
      const absent = await as(secrets.other)(method, claimOf(own, 'absent') + what, body);
      expect(there.status, `${method} ${what}`).toBe(403);
      expect({ ...there.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    }
    expect((await as(secrets.own)('GET', claimOf(own, 'mine'))).body.state).toBe('settled');
  });

  it('the institution in a body or a query counts as that in a path', async () => {
    const asOther = as(secrets.other);
    expect((await asOther('POST', '/v1/claims/preview', { institution: own, ...(await aClaim()) })).status).toBe(403);
    expect((await asOther('POST', '/v1/claims/preview', { institution: other, ...(await aClaim()) })).status).toBe(200);
    const cover = (institution: string) =>
      `/v1/persons/${randomUUID()}/coverage?region=rizhao&disease=diabetesComplicated&institution=${institution}&on=2026-03-03`;
    expect((await asOther('GET', cover(own))).status).toBe(403);
    expect((await asOther('GET', cover(other))).status).toBe(200);
  });

  it('a platform settles for the institutions that it serves', async () => {
    expect((await as(secrets.platform)('PUT', claimOf(served, '1'), await aClaim())).status).toBe(201);
    expect((await as(secrets.platform)('GET', claimOf(own, 'mine'))).status).toBe(200);
    expect((await as(secrets.platform)('PUT', claimOf(other, '1'), await aClaim())).status).toBe(403);
  });

  it('a reversal does not tell a provider where else the person was treated; the engine sees it', async () => {
    const personRef = randomUUID();
    const path = claimOf(own, 'first');
    await as(secrets.own)('PUT', path, await aClaim(personRef));
    await as(secrets.other)('PUT', claimOf(other, 'secret-visit'), await aClaim(personRef));
    await as(secrets.own)('PUT', claimOf(own, 'later'), await aClaim(personRef));
    const { text, body } = await as(secrets.own)('PUT', `${path}/reversal`, reason);
    expect(body.reversal.laterClaims).toEqual([{ institution: own, claimNumber: 'later' }]);
    expect(text).not.toContain('secret-visit');
    expect((await as(secrets.own)('GET', path)).text).not.toContain('secret-visit');
    expect((await as(current)('GET', path)).body.reversal.laterClaims).toHaveLength(2);
  });
});

describe('a credential', () => {
  const mayRead = async (secret: string) => (await as(secret)('GET', claimOf(own, 'absent'))).status !== 401;
  const another = () => issueProviderSecret(file, { holder: own, institutions: [own] });

  it('counts beside the next one, and no longer than until the one after that, without a restart', async () => {
    const second = another();
    expect([await mayRead(secrets.own), await mayRead(second)]).toEqual([true, true]);
    const third = another();
    expect([await mayRead(secrets.own), await mayRead(second), await mayRead(third)]).toEqual([false, true, true]);
    const alone = issueProviderSecret(file, { holder: own, institutions: [own], alone: true });
    expect([await mayRead(third), await mayRead(alone)]).toEqual([false, true]);
    secrets.own = alone;
  });

  it('is nowhere to be read again', async () => {
    expect(await readFile(file, 'utf8')).not.toContain(secrets.other);
  });

  it('stays as it was while the file cannot be read', async () => {
    const good = await readFile(file, 'utf8');
    await writeFile(file, '{"providers": [{"holder": "x"');
    expect(await mayRead(secrets.other)).toBe(true);
    await writeFile(file, good);
    expect(await mayRead(secrets.other)).toBe(true);
  });
});

describe('who calls the notification service', () => {
  it('a provider sends nobody anything, and reads nothing', async () => {
    expect(await letThrough(secrets.own, notification)).toEqual([]);
  });

  it('the gateway reports, and does nothing else', async () => {
    expect(await letThrough(gateway, notification)).toEqual(['reportReceipts']);
  });

  it('the engine does all but report', async () => {
    const all = (await operationsOf(notification)).map(({ id }) => id);
    expect(await letThrough(current, notification)).toEqual(all.filter((id) => id !== 'reportReceipts').sort());
  });
});
