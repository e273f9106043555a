import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../cli/stack/ports.ts';
import { withContributions, type Accumulators } from '../../domain/settlement/ledger.ts';
import type { Settlement } from '../../domain/settlement/settle.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createDatabase } from '../support/databases.ts';
import { serviceToken } from './harness.ts';

/** `CLAIMS=5000` plays the whole of it. */
const claims = Number(process.env.CLAIMS ?? 400);
const kills = Math.max(4, claims / 100);
const hospital = 'demo-county-hospital';
const persons = Array.from({ length: 25 }, () => randomUUID());

let databaseUrl: string;
let instances: Instance[];

beforeAll(async () => {
  databaseUrl = await createDatabase('settlement');
  instances = [await startInstance(), await startInstance()];
});

afterAll(async () => {
  for (const { end } of instances ?? []) await end();
});

it('settles every claim once and to the 分, however often its instances are killed', { timeout: 600_000 }, async () => {
  const answers = new Map<string, any>();
  let next = 0;
  const provider = async () => {
    while (next < claims) {
      const index = next++;
      const path = `/v1/institutions/${hospital}/claims/${index}`;
      answers.set(String(index), await insistently('PUT', path, aRequest(index)));
      if (index % 7 === 3) await insistently('PUT', `${path}/reversal`, { reason: 'test' });
      else if (index % 11 === 5) {
        const refund = { reason: 'test', lines: [{ line: 0, total: '10.00', inScope: '10.00' }] };
        await insistently('PUT', `${path}/refunds/${index}-rest`, refund);
      }
    }
  };
  const providers = Array.from({ length: 6 }, provider);
  const killing = (async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      while (next < (kill * claims) / (kills + 1)) await delay(5);
      await instances[kill % 2]!.kill();
    }
  })();
  await Promise.all([...providers, killing]);

  const { rows, years } = await books();
  const standing = rows.filter(({ reversed }) => !reversed);
  expect(rows.filter(({ kind }) => kind === 'claim')).toHaveLength(claims);
  for (const { claimNumber, kind, settlement } of rows) {
    expect(settlement.paid + settlement.patientShare).toBe(settlement.total);
    if (kind === 'claim') expect(Number(answers.get(claimNumber).paid)).toBe(settlement.paid / 100);
  }
  for (const { personRef, amounts } of years) {
    const own = standing.filter((row) => row.personRef === personRef);
    const contributed = own.reduce<Accumulators>(
      (sum, row) => withContributions(sum, row.settlement.contributions),
      {},
    );
    expect(amounts).toEqual(contributed);
    expect(amounts['deductible:ordinary'] ?? 0).toBeLessThanOrEqual(10_000);
    expect(amounts['yearly:ordinary'] ?? 0).toBeLessThanOrEqual(60_000);
  }
});

function aRequest(index: number) {
  const inScope = `${20 + ((index * 37) % 400)}.${String(index % 100).padStart(2, '0')}`;
  return {
    ...{
      personRef: persons[index % persons.length],
      region: 'rizhao',
      insuranceType: 'resident',
      servedOn: '2026-03-02',
    },
    populations: index % 2 ? ['extremelyPoor'] : [],
    lines: [{ kind: index % 5 ? 'ordinary' : 'inpatient', total: inScope, inScope }],
  };
}

/** As a provider does: the same number again, at whichever instance answers. */
async function insistently(method: string, path: string, body: object): Promise<any> {
  const headers = { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json' };
  for (let attempt = 0; ; attempt += 1) {
    const { url } = instances[attempt % 2]!;
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body), signal }).catch(
      () => undefined,
    );
    const answer = await response?.json().catch(() => undefined);
    if (response?.ok && answer) return answer;
    if (response && response.status < 500) throw new Error(JSON.stringify(answer));
    await delay(20);
  }
}

interface Instance {
  readonly url: string;
  /** Without warning, and started again at once. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

async function startInstance(): Promise<Instance> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ...{ PORT: String(port), LOG_LEVEL: 'fatal', SETTLEMENT_DATABASE_URL: databaseUrl, SERVICE_TOKEN: serviceToken },
    POLICY_OVERLAYS: fromRoot('examples', 'overlays'),
  };
  let child: ChildProcess;
  async function start(): Promise<void> {
    child = spawn(process.execPath, [fromRoot('dist', 'services', 'settlement', 'main.js')], { env, stdio: 'ignore' });
    while (!(await fetch(`${url}/ready`).catch(() => undefined))?.ok) await delay(20);
  }
  async function stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  await start();
  return {
    url,
    async kill() {
      await stop('SIGKILL');
      await start();
    },
    end: () => stop('SIGTERM'),
  };
}

async function books() {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const rows = await client.query<{
    claimNumber: string;
    kind: string;
    personRef: string;
    settlement: Settlement;
    reversed: boolean;
  }>(
    `SELECT c."claimNumber", c."kind", c."personRef", c."settlement", r."kind" IS NOT NULL AS reversed
     FROM "Claim" c LEFT JOIN "Reversal" r USING ("institution", "claimNumber")`,
  );
  const years = await client.query<{ personRef: string; amounts: Accumulators }>(
    'SELECT "personRef", "amounts" FROM "PersonYear"',
  );
  await client.end();
  return { rows: rows.rows, years: years.rows };
}
