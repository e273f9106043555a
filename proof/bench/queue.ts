import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { appConfig } from '../../app/config.ts';
import { startApp } from '../../app/start-app.ts';
import { fail } from '../../stack/failure.ts';
import { homeAt } from '../../stack/home.ts';
import { issueToken, prepareIssuer } from '../../stack/issuer.ts';
import { withScratchPostgres } from '../../stack/scratch-postgres.ts';
import { Terminal } from '../../stack/terminal.ts';
import type { Caller } from '../../domain/access/access.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { systemClock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { createLogger } from '../../platform/log.ts';
import { migrate, schemaFolders } from '../../prisma/migrate.ts';
import { bundlePath } from '../../worker/bundle.ts';
import { fillWithTasks } from './queue-fill.ts';
import { measure, type Bench, type Figures, type Options } from './queue-measures.ts';
import { queueReport } from './queue-report.ts';

await new Command('npm run bench:queue --')
  .description('Measures the queues of reviewers, on a PostgreSQL of its own that is gone afterwards.')
  .option('-n, --tasks <number>', 'tasks in the table', atLeastOne, 1_000_000)
  .option('-c, --calls <number>', 'calls of each sort', atLeastOne, 200)
  .option('-r, --reviewers <number>', 'reviewers at once', atLeastOne, 50)
  .option('--json', 'print the figures as JSON', false)
  .action(async ({ json, ...options }: Options & { json: boolean }) => {
    // As a stack of its own has it: what is claimed is on the disk.
    const figures = await withScratchPostgres((urlOf) => benchOn(urlOf('manteban'), options), []);
    process.stdout.write(json ? `${JSON.stringify(figures, null, 2)}\n` : queueReport(figures));
    process.exit(0);
  })
  .parseAsync()
  .catch(fail);

/** The app serves from this process, where its statements can be counted; it is called over HTTP all the same. */
async function benchOn(database: string, options: Options): Promise<Figures> {
  const terminal = new Terminal(process.stderr);
  const home = await mkdtemp(join(tmpdir(), 'manteban-bench-'));
  let statements = 0;
  await terminal.step('Migrations', () => migrate(database, schemaFolders.engine));
  const app = await startApp(await configuration(home, database), {
    clock: systemClock,
    log: createLogger('app', 'fatal'),
    workflowCode: { workflowBundle: { codePath: bundlePath } },
    onStatement: () => (statements += 1),
  });
  try {
    const { prisma, close } = connect(PrismaClient, database, { max: 1 });
    await terminal.step(`${options.tasks} tasks`, () => fillWithTasks(prisma, options.tasks));
    await close();
    return await measure(options, { call: calling(app.url, home), statements: () => statements });
  } finally {
    await app.close();
    await rm(home, { recursive: true });
  }
}

/** Nothing runs behind it: no Temporal, no services. */
async function configuration(home: string, database: string) {
  const { issuer, jwks } = await prepareIssuer(homeAt(home).issuer);
  const key = () => randomBytes(32).toString('base64');
  const nobody = 'http://127.0.0.1:9';
  return readConfig(appConfig, {
    ROLE: 'api',
    PORT: '0',
    LOG_LEVEL: 'fatal',
    DATABASE_URL: database,
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    SETTLEMENT_URL: nobody,
    NOTIFICATION_URL: nobody,
    SERVICE_TOKEN: key(),
    OIDC_ISSUER: issuer,
    OIDC_JWKS: jwks,
    DATA_KEYS: `k1:${key()}`,
    LOOKUP_KEY: key(),
    PAYLOAD_KEYS: `k1:${key()}`,
    DOCUMENT_STORE: `disk:${homeAt(home).documents}`,
  });
}

function calling(url: string, home: string): Bench['call'] {
  const tokens = new Map<string, Promise<string>>();
  return async (caller, method, path) => {
    const headers = { authorization: `Bearer ${await tokenOf(caller)}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, method === 'POST' ? { method, headers, body: '{}' } : { headers });
    if (!response.ok) throw new Error(await response.text());
    return response.status === 204 ? {} : ((await response.json()) as { id?: string });
  };

  function tokenOf(caller: Caller): Promise<string> {
    const who = JSON.stringify(caller);
    const token = tokens.get(who) ?? issueToken(home, caller);
    tokens.set(who, token);
    return token;
  }
}

function atLeastOne(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('A whole number from 1.');
}
