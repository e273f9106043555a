import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import pg from 'pg';
import { appConfig } from '../../app/config.ts';
import { startApp } from '../../app/start-app.ts';
import { readWorkingCalendar } from '../../app/working-calendar.ts';
import type { RegistryEntry } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { readConfig } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { createLogger } from '../../platform/log.ts';
import { sealer } from '../../platform/sealing.ts';
import { importRegistry } from '../demo/registry-import.ts';
import { homeAt } from '../../stack/home.ts';
import { identityLevel, issueToken, prepareIssuer, type TokenClaims } from '../../stack/issuer.ts';
import { searchAttributes } from '../../stack/temporal-server.ts';
import type { Scenario } from './format.ts';
import type { Ground } from './ground.ts';
import { createNights } from './nights.ts';
import type { Rules } from './rules.ts';
import { openServices, type ServiceName } from './services.ts';
import { VirtualTime } from './virtual-time.ts';
import { createWatch } from './watch.ts';

interface Site {
  readonly ground: Ground;
  readonly start: Date;
  readonly rules: Rules;
  /** Which of those that are not always played. */
  readonly schedules: Scenario['schedules'];
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Closer = () => Promise<unknown>;

export type Town = Awaited<ReturnType<typeof openTown>>;

/**
 * The whole of manteban for one scenario: app, services and databases of its own, on a server whose clock it pushes.
 */
export async function withTown<T>(site: Site, use: (town: Town) => Promise<T>): Promise<T> {
  const closers: Closer[] = [];
  try {
    return await use(await openTown(site, (closer) => void closers.push(closer)));
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

async function openTown(site: Site, atEnd: (closer: Closer) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'manteban-scenario-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const env = await openTestServer(site.ground.testServer);
  atEnd(() => env.teardown());
  const secrets = createSecrets();
  const urls = await createDatabases(site.ground);
  const time = await VirtualTime.startingAt(site.start, env);
  const POLICY_OVERLAYS = site.rules.overlays.join(',');
  const services = await openServices({ ...secrets, ...urls, POLICY_OVERLAYS }, time, site.rules.packs);
  for (const service of Object.values(services)) atEnd(() => service.down());
  const addresses = {
    TEMPORAL_ADDRESS: env.address,
    SETTLEMENT_URL: services.settlement.url,
    NOTIFICATION_URL: services.notification.url,
  };
  const app = await openApp(site, { ...secrets, ...urls, ...addresses }, folder, time);
  atEnd(() => app.close());
  const engine = connect(PrismaClient, urls.DATABASE_URL, { max: 2 });
  const notification = new pg.Pool({ connectionString: urls.NOTIFICATION_DATABASE_URL, max: 2 });
  atEnd(() => Promise.all([engine.close(), notification.end()]));
  const client = new Client({ connection: env.connection });
  const now = () => time.now();
  const { policies } = site.rules;
  const nights = createNights({
    engine: engine.pool,
    client,
    policies,
    calendar: await readWorkingCalendar(),
    now,
    onDemand: site.schedules,
  });
  const isUp = (service: ServiceName) => services[service].isUp();
  const look = createWatch({
    engine: engine.pool,
    notification,
    client,
    shift: time.shift,
    now,
    isUp,
    begun: nights.begun,
    unlock: () => env.connection.testService!.unlockTimeSkipping({}),
  });

  return {
    /** What can be out. */
    switches: { ...services, schedules: nights },

    /** One call of the API, and what it answers. */
    async call(
      caller: TokenClaims,
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Answer> {
      const authorization = `Bearer ${await issueToken(folder, caller)}`;
      return send(app.url + path, method, body, { authorization, ...headers });
    },

    /** What a service answers to the engine. */
    async read(service: ServiceName, path: string): Promise<string> {
      const response = await fetch(services[service].url + path, {
        headers: { authorization: `Bearer ${secrets.SERVICE_TOKEN}` },
      });
      return response.text();
    },

    /** What other departments know from now on. */
    async know(entries: readonly RegistryEntry[]): Promise<void> {
      await importRegistry(
        engine.prisma,
        { sealer: sealer(secrets.DATA_KEYS), lookupKey: secrets.LOOKUP_KEY },
        entries,
      );
      nights.registersChanged();
    },

    /** What asks for an administrator, by its code. */
    async alarms(): Promise<string[]> {
      const { rows } = await engine.pool.query<{ problem: string }>(
        'SELECT "problem" FROM "Alarm" WHERE "clearedAt" IS NULL ORDER BY "id"',
      );
      return rows.map(({ problem }) => problem);
    },

    /** Until this instant, and all that comes due by then has happened. */
    async passUntil(instant: Date): Promise<void> {
      for (let night = await nights.next(); night && night.at < instant; night = await nights.next()) {
        await time.passUntil(night.at, look);
        await nights.start(night);
      }
      await time.passUntil(instant, look);
    },

    /** Until nothing is in hand. */
    rest: () => time.rest(look),
  };
}

/** Temporal's IndexedValueType. */
const indexedValueTypes = { Keyword: 2, Datetime: 6 } as const;

async function openTestServer(path: string): Promise<TestWorkflowEnvironment> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  const types = Object.entries(searchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]);
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(types),
  });
  return env;
}

async function createDatabases({ createDatabase }: Ground) {
  const [engine, settlement, notification] = await Promise.all([
    createDatabase('engine'),
    createDatabase('settlement'),
    createDatabase('notification'),
  ]);
  return { DATABASE_URL: engine, SETTLEMENT_DATABASE_URL: settlement, NOTIFICATION_DATABASE_URL: notification };
}

function createSecrets() {
  const key = () => randomBytes(32).toString('base64');
  return { SERVICE_TOKEN: key(), DATA_KEYS: `d1:${key()}`, LOOKUP_KEY: key(), PAYLOAD_KEYS: `p1:${key()}` };
}

async function openApp(
  { ground, rules }: Site,
  environment: Record<string, string>,
  folder: string,
  clock: VirtualTime,
) {
  const { issuer: OIDC_ISSUER, jwks: OIDC_JWKS } = await prepareIssuer(homeAt(folder).issuer);
  const own = {
    OIDC_ISSUER,
    OIDC_JWKS,
    OIDC_IDENTITY_LEVELS: identityLevel,
    PORT: '0',
    POLICY_OVERLAYS: rules.overlays.join(','),
    DOCUMENT_STORE: `disk:${homeAt(folder).documents}`,
  };
  const code = `globalThis.scenarioShift=${clock.shift};${ground.workflows}`;
  const surroundings = {
    clock,
    log: createLogger('app', 'silent'),
    packs: rules.packs,
    outboxEveryMs: 20,
    workflowCode: { workflowBundle: { code } },
  };
  return startApp(readConfig(appConfig, { ...environment, ...own }), surroundings);
}

/** @param body bytes, or what becomes JSON. */
async function send(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const content = body instanceof Uint8Array ? body : JSON.stringify(body);
  const type = body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    headers: { ...type, ...headers },
    ...(body === undefined ? {} : { body: content as string }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}
