import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeAt } from '../../stack/home.ts';
import { issueToken, prepareIssuer } from '../../stack/issuer.ts';
import type { Caller } from '../../domain/access/access.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { startCounting } from './counting.ts';
import { fillWithBallots, fillWithContacts, fillWithTasks } from './queue-fill.ts';
import { measure, type Bench, type Figures, type Options } from './queue-measures.ts';

/** Shows that something goes on. */
type Step = (title: string, work: () => Promise<void>) => Promise<void>;

/**
 * On a migrated database. The app serves from this process, where its statements can be counted; it is called over HTTP
 * all the same.
 */
export async function queueFigures(database: string, options: Options, step: Step): Promise<Figures> {
  const home = await mkdtemp(join(tmpdir(), 'manteban-bench-'));
  const app = await startCounting(await environmentOf(home, database));
  try {
    const { prisma, close } = connect(PrismaClient, database, { max: 1 });
    await step(`${options.tasks} tasks`, () => fillWithTasks(prisma, options.tasks));
    await step(`${options.ballots} ballots`, () => fillWithBallots(prisma, options.ballots));
    await step(`${options.contacts} contacts`, () => fillWithContacts(prisma, options.contacts));
    await close();
    return await measure(options, { call: calling(app.url, home), statements: app.statements });
  } finally {
    await app.close();
    await rm(home, { recursive: true });
  }
}

/** Nothing runs behind it: no Temporal, no services. */
async function environmentOf(home: string, database: string) {
  const { issuer, jwks } = await prepareIssuer(homeAt(home).issuer);
  const key = () => randomBytes(32).toString('base64');
  const nobody = 'http://127.0.0.1:9';
  return {
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
  };
}

function calling(url: string, home: string): Bench['call'] {
  const tokens = new Map<string, Promise<string>>();
  return async (caller, method, path) => {
    const headers = { authorization: `Bearer ${await tokenOf(caller)}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, method === 'POST' ? { method, headers, body: '{}' } : { headers });
    if (!response.ok) throw new Error(await response.text());
    return response.status === 204 ? {} : ((await response.json()) as { kind?: string });
  };

  function tokenOf(caller: Caller): Promise<string> {
    const who = JSON.stringify(caller);
    const token = tokens.get(who) ?? issueToken(home, caller);
    tokens.set(who, token);
    return token;
  }
}
