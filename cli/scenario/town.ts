import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { appConfig } from '../../app/config.ts';
import { startApp } from '../../app/start-app.ts';
import type { RegistryEntry } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { readConfig } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import type { Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { sealer } from '../../platform/sealing.ts';
import { startNotification, variables as notificationVariables } from '../../services/notification/service.ts';
import { variables as settlementVariables } from '../../services/settlement/config.ts';
import { startSettlement } from '../../services/settlement/service.ts';
import { importRegistry } from '../demo/registry-import.ts';
import { homeAt } from '../stack/home.ts';
import { issueToken, prepareIssuer, type TokenClaims } from '../stack/issuer.ts';
import { freePort } from '../stack/ports.ts';
import { searchAttributes } from '../stack/temporal-server.ts';
import type { Ground } from './ground.ts';
import { createRounds } from './rounds.ts';
import type { Rules } from './rules.ts';
import { VirtualTime } from './virtual-time.ts';
import { createWatch } from './watch.ts';

interface Site {
  readonly ground: Ground;
  readonly start: Date;
  readonly rules: Rules;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export type Town = Awaited<ReturnType<typeof openTown>>;
export type ServiceName = 'settlement' | 'notification';

/** The whole of manteban for one scenario: app, services and databases of its own, on a server whose clock it pushes. */
export async function openTown({ ground, start, rules: { policy, overlay } }: Site) {
  const folder = await mkdtemp(join(tmpdir(), 'manteban-scenario-'));
  const executable = { type: 'existing-path', path: ground.testServer } as const;
  const [env, engine, settlement, notification, oidc] = await Promise.all([
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }),
    ground.createDatabase('engine'),
    ground.createDatabase('settlement'),
    ground.createDatabase('notification'),
    prepareIssuer(homeAt(folder).issuer),
  ]);
  await registerSearchAttributes(env);
  const time = await VirtualTime.startingAt(start, env);
  const secrets = createSecrets();
  const services = {
    settlement: await createSwitch((port) =>
      startSettlement(readConfig(settlementVariables, { ...secrets, ...port, LOG_LEVEL: 'silent', SETTLEMENT_DATABASE_URL: settlement }), time),
    ),
    notification: await createSwitch((port) =>
      startNotification(
        readConfig(notificationVariables, { ...secrets, ...port, LOG_LEVEL: 'silent', SMTP_SINK_PORT: '0', NOTIFICATION_DATABASE_URL: notification }),
        time,
      ),
    ),
  };
  const config = readConfig(appConfig, {
    ...secrets,
    ...{ PORT: '0', DATABASE_URL: engine, TEMPORAL_ADDRESS: env.address, POLICY_OVERLAYS: overlay },
    ...{ SETTLEMENT_URL: services.settlement.url, NOTIFICATION_URL: services.notification.url },
    ...{ OIDC_ISSUER: oidc.issuer, OIDC_JWKS: oidc.jwks, DOCUMENT_STORE: `disk:${homeAt(folder).documents}` },
  });
  const code = `globalThis.scenarioShift=${time.shift};${ground.workflows}`;
  const app = await startApp(config, { clock: time, log: createLogger('app', 'silent'), workflowCode: { workflowBundle: { code } } });
  const database = connect(PrismaClient, engine, { max: 2 });
  const messages = new pg.Pool({ connectionString: notification, max: 2 });
  const client = new Client({ connection: env.connection });
  const rounds = createRounds({ engine: database.pool, client, policy, now: () => time.now() });
  const look = createWatch({
    ...{ engine: database.pool, notification: messages, client },
    ...{ shift: time.shift, now: () => time.now(), isUp: (service) => services[service].isUp(), begun: rounds.begun },
  });

  return {
    time,
    services,

    /** One call of the API, and what comes of it at once. */
    async call(caller: TokenClaims, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
      const authorization = `Bearer ${await issueToken(folder, caller)}`;
      const type = body instanceof Uint8Array ? {} : { 'content-type': 'application/json' };
      const content = body instanceof Uint8Array ? body : JSON.stringify(body);
      const response = await fetch(app.url + path, {
        method,
        headers: { authorization, ...(body === undefined ? {} : type), ...headers },
        ...(body === undefined ? {} : { body: content as string }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },

    /** What a service answers to the engine. */
    async read(service: ServiceName, path: string): Promise<string> {
      const response = await fetch(services[service].url + path, { headers: { authorization: `Bearer ${secrets.SERVICE_TOKEN}` } });
      return response.text();
    },

    /** What other departments know from now on. */
    know: (entries: readonly RegistryEntry[]) =>
      importRegistry(database.prisma, { sealer: sealer(secrets.DATA_KEYS), lookupKey: secrets.LOOKUP_KEY }, entries),

    async passUntil(instant: Date): Promise<void> {
      for (let round = await rounds.next(); round && round < instant; round = await rounds.next()) {
        await time.passUntil(round, look);
        await rounds.start();
      }
      await time.passUntil(instant, look);
    },
    rest: () => time.rest(look),

    async close(): Promise<void> {
      await app.close();
      await Promise.all([services.settlement.down(), services.notification.down(), database.close(), messages.end()]);
      await env.teardown();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function createSecrets() {
  const key = () => randomBytes(32).toString('base64');
  return { SERVICE_TOKEN: key(), DATA_KEYS: `d1:${key()}`, LOOKUP_KEY: key(), PAYLOAD_KEYS: `p1:${key()}` };
}

/** Temporal's IndexedValueType. */
const indexedValueTypes = { Keyword: 2, Datetime: 6 } as const;

async function registerSearchAttributes({ connection }: TestWorkflowEnvironment): Promise<void> {
  const types = Object.entries(searchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]);
  await connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes: Object.fromEntries(types) });
}

/** A service that goes down and comes back at its address. */
async function createSwitch(start: (where: { PORT: string }) => Promise<Serving>) {
  const port = String(await freePort());
  let serving: Serving | undefined = await start({ PORT: port });
  return {
    url: serving.url,
    isUp: () => serving !== undefined,
    async down(): Promise<void> {
      await serving?.close();
      serving = undefined;
    },
    async up(): Promise<void> {
      serving ??= await start({ PORT: port });
    },
  };
}
