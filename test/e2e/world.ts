import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sources } from '../../proof/chaos/books.ts';
import { createClient } from '../../proof/demo/client.ts';
import { importRegistry } from '../../proof/demo/registry-import.ts';
import { openGuard, type Guard } from '../../stack/guard.ts';
import { homeAt } from '../../stack/home.ts';
import { freePort } from '../../stack/ports.ts';
import { postgresUrl } from '../../stack/postgres.ts';
import { loadSecrets } from '../../stack/secrets.ts';
import { until } from '../../stack/until.ts';
import { exampleApplication, readLines, registryEntry, type ExampleApplication } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { sealer } from '../../platform/sealing.ts';
import { createDatabase } from '../support/databases.ts';
import { quickFolder } from '../support/quick-folder.ts';
import { pidOf, RunningStack, stackEnvironment } from '../support/running-stack.ts';
import { FaultProxy } from './fault-proxy.ts';

const examples = fromRoot('examples', 'rizhao');

/** Enters none of the examples, so may decide any. */
export const officer: ExampleApplication['caller'] = {
  subject: 'officer-who-decides',
  role: 'handlingOfficer',
  regions: ['rizhao'],
};

/** Example applications whose only case comes out as asked, each of another person. */
export function examplesThat(
  comesOut: { stage: string; outcome?: string },
  besides: (line: ExampleApplication) => boolean,
): ExampleApplication[] {
  const lines = readLines(join(examples, 'applications.ndjson'), exampleApplication);
  const persons = lines.map(({ submission }) => submission.applicant.idNumber);
  return lines.filter((line) => {
    const { idNumber } = line.submission.applicant;
    const cases = 'cases' in line.expect ? line.expect.cases : [];
    const alone = cases.length === 1 && persons.filter((other) => other === idNumber).length === 1;
    return alone && cases[0]!.stage === comesOut.stage && cases[0]!.outcome === comesOut.outcome && besides(line);
  });
}

/** Applied for by the person, who names somebody else to be told as well. */
export function withAgent(line: ExampleApplication): ExampleApplication {
  const agent = { kind: 'relative', name: '代办某', phone: '19900009999', authorisation: '委托书（示例）' };
  return { ...line, submission: { ...line.submission, agent } };
}

type Secrets = Readonly<Record<'SERVICE_TOKEN' | 'DATA_KEYS' | 'LOOKUP_KEY' | 'PAYLOAD_KEYS', string>>;

type Services = Readonly<Record<'settlement' | 'notification', { url: string; database: string }>>;

export type World = Awaited<ReturnType<typeof openWorld>>;
export type WorldOfProxies = Awaited<ReturnType<typeof openWorldOfProxies>>;

/** `npm start` as built, on an empty home; the people of the examples are known to its registries. */
export async function openWorld() {
  const home = mkdtempSync(join(quickFolder(), 'manteban-home-'));
  const environment = await stackEnvironment(home);
  const stack = await started(environment);
  const secrets = secretsAt(home);
  const service = (name: string, port: string | undefined) => ({
    url: `http://127.0.0.1:${port}`,
    database: databaseUrl(home, environment, name),
  });
  const settlement = service('settlement', environment.SETTLEMENT_PORT);
  const notification = service('notification', environment.NOTIFICATION_PORT);
  return worldOf({ home, environment, secrets, services: { settlement, notification } }, stack);
}

/** The same with the two services outside of it, a proxy before each, and secrets that it is given. */
export async function openWorldOfProxies() {
  const home = mkdtempSync(join(quickFolder(), 'manteban-home-'));
  const outside = mkdtempSync(join(tmpdir(), 'manteban-services-'));
  const secrets = newSecrets();
  const guard = openGuard(join(outside, 'services.json'), () => {});
  const services = await startServices(guard, outside, secrets);
  const settlement = await FaultProxy.before(services.settlement.url);
  const notification = await FaultProxy.before(services.notification.url);
  const environment = {
    ...(await stackEnvironment(home)),
    ...secrets,
    SETTLEMENT_URL: settlement.url,
    NOTIFICATION_URL: notification.url,
  };
  const world = await worldOf({ home, environment, secrets, services }, await started(environment));
  return {
    ...world,
    proxies: { settlement, notification },

    async close(): Promise<void> {
      await world.close();
      await guard.stop();
      settlement.close();
      notification.close();
      rmSync(outside, { recursive: true, force: true });
    },
  };
}

interface Site {
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly secrets: Secrets;
  readonly services: Services;
}

async function worldOf({ home, environment, secrets, services }: Site, firstStack: RunningStack) {
  const api = `http://127.0.0.1:${environment.APP_PORT}`;
  const engine = databaseUrl(home, environment, 'manteban');
  let stack = firstStack;
  await introduce(engine, secrets);

  return {
    home,
    api,
    secrets,
    environment,
    services,
    sources: {
      engine,
      settlement: services.settlement.database,
      notification: services.notification.database,
      temporalAddress: `127.0.0.1:${environment.TEMPORAL_PORT}`,
    } satisfies Sources,
    client: createClient({ api, home, documents: join(examples, 'documents'), uploaded: new Map() }),

    /** The stack that runs, or ran last. */
    stack: () => stack,

    async startStack(): Promise<void> {
      stack = await started(environment);
    },

    isReady: () =>
      fetch(`${api}/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),

    /** Resolves when the process is gone; the stack itself starts the next one. */
    async killApp(): Promise<void> {
      const pid = pidOf(home, 'app');
      process.kill(pid, 'SIGKILL');
      await until(async () => !isAlive(pid), 10_000, 5);
    },

    async close(): Promise<void> {
      await stack.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function started(environment: NodeJS.ProcessEnv): Promise<RunningStack> {
  const stack = new RunningStack(environment);
  await stack.serves();
  return stack;
}

/** Makes the people of the examples known. */
async function introduce(engine: string, { DATA_KEYS, LOOKUP_KEY: lookupKey }: Secrets): Promise<void> {
  const { prisma, close } = connect(PrismaClient, engine, { max: 1 });
  const people = readLines(join(examples, 'registry.ndjson'), registryEntry);
  await importRegistry(prisma, { sealer: sealer(DATA_KEYS), lookupKey }, people);
  await close();
}

function secretsAt(home: string): Secrets {
  const { serviceToken, dataKeys, lookupKey, payloadKeys } = loadSecrets(homeAt(home));
  return { SERVICE_TOKEN: serviceToken, DATA_KEYS: dataKeys, LOOKUP_KEY: lookupKey, PAYLOAD_KEYS: payloadKeys };
}

function newSecrets(): Secrets {
  const key = () => randomBytes(32).toString('base64');
  return { SERVICE_TOKEN: key(), DATA_KEYS: `d1:${key()}`, LOOKUP_KEY: key(), PAYLOAD_KEYS: `p1:${key()}` };
}

async function startServices(guard: Guard, folder: string, secrets: Secrets): Promise<Services> {
  const [settlement, notification] = await Promise.all([createDatabase('settlement'), createDatabase('notification')]);
  const [settlementUrl, notificationUrl] = await Promise.all([
    startService(guard, folder, 'settlement', {
      ...secrets,
      SETTLEMENT_DATABASE_URL: settlement,
      POLICY_OVERLAYS: fromRoot('examples', 'overlays'),
    }),
    startService(guard, folder, 'notification', {
      ...secrets,
      NOTIFICATION_DATABASE_URL: notification,
      SMTP_SINK_PORT: String(await freePort()),
    }),
  ]);
  return {
    settlement: { url: settlementUrl, database: settlement },
    notification: { url: notificationUrl, database: notification },
  };
}

async function startService(guard: Guard, folder: string, name: string, variables: NodeJS.ProcessEnv): Promise<string> {
  const port = String(await freePort());
  const log = join(folder, `${name}.log`);
  const url = `http://127.0.0.1:${port}`;
  const args = ['--enable-source-maps', fromRoot('dist', 'services', name, 'main.js')];
  const started = { name, order: 0, signal: 'SIGTERM', patience: 10_000 } as const;
  guard.start(started, { file: process.execPath, args, env: { ...process.env, ...variables, PORT: port } }, log);
  const ready = () =>
    fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (await until(ready, 30_000)) return url;
  throw new Error(`${name} does not serve:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
}

function databaseUrl(home: string, { POSTGRES_PORT }: NodeJS.ProcessEnv, database: string): string {
  const { postgresPassword: password } = loadSecrets(homeAt(home));
  return postgresUrl({ port: Number(POSTGRES_PORT), password }, database);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
