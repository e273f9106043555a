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

/** `npm start` as built, on an empty home, with the two services outside of it and a proxy before each. */
export async function openWorld() {
  const home = mkdtempSync(join(tmpdir(), 'manteban-home-'));
  const secrets = secretsOf();
  const guard = openGuard(join(home, 'services.json'), () => {});
  const services = await startServices(guard, home, secrets);
  const settlement = await FaultProxy.before(services.settlement.url);
  const notification = await FaultProxy.before(services.notification.url);
  const environment: NodeJS.ProcessEnv = {
    ...(await stackEnvironment(home)),
    ...secrets,
    SETTLEMENT_URL: settlement.url,
    NOTIFICATION_URL: notification.url,
  };
  const api = `http://127.0.0.1:${environment.APP_PORT}`;
  let stack = new RunningStack(environment);
  await stack.serves();
  const engine = engineUrl(home, environment);
  const database = connect(PrismaClient, engine, { max: 2 });
  await importRegistry(
    database.prisma,
    { sealer: sealer(secrets.DATA_KEYS), lookupKey: secrets.LOOKUP_KEY },
    readLines(join(examples, 'registry.ndjson'), registryEntry),
  );

  return {
    home,
    api,
    secrets,
    environment,
    services,
    proxies: { settlement, notification },
    sources: {
      engine,
      settlement: services.settlement.database,
      notification: services.notification.database,
      temporalAddress: `127.0.0.1:${environment.TEMPORAL_PORT}`,
    } satisfies Sources,
    client: createClient({ api, home, documents: join(examples, 'documents'), uploaded: new Map() }),

    /** Resolves when the process is gone; the stack itself starts the next one. */
    async killApp(): Promise<void> {
      const pid = pidOf(home, 'app');
      process.kill(pid, 'SIGKILL');
      await until(async () => !isAlive(pid), 10_000, 5);
    },

    async stopStack(): Promise<void> {
      await stack.stop();
    },

    async startStack(): Promise<void> {
      stack = new RunningStack(environment);
      await stack.serves();
    },

    async close(): Promise<void> {
      await database.close();
      await stack.stop();
      await guard.stop();
      settlement.close();
      notification.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

function secretsOf() {
  const key = () => randomBytes(32).toString('base64');
  return { SERVICE_TOKEN: key(), DATA_KEYS: `d1:${key()}`, LOOKUP_KEY: key(), PAYLOAD_KEYS: `p1:${key()}` };
}

async function startServices(guard: Guard, home: string, secrets: NodeJS.ProcessEnv) {
  const [settlement, notification] = await Promise.all([createDatabase('settlement'), createDatabase('notification')]);
  const [settlementUrl, notificationUrl] = await Promise.all([
    startService(guard, home, 'settlement', { ...secrets, SETTLEMENT_DATABASE_URL: settlement }),
    startService(guard, home, 'notification', {
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

async function startService(guard: Guard, home: string, name: string, variables: NodeJS.ProcessEnv): Promise<string> {
  const port = String(await freePort());
  const log = join(home, `${name}.log`);
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

function engineUrl(home: string, { POSTGRES_PORT }: NodeJS.ProcessEnv): string {
  const { postgresPassword: password } = loadSecrets(homeAt(home));
  return postgresUrl({ port: Number(POSTGRES_PORT), password }, 'manteban');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
