import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readClaimBooks } from '../../proof/chaos/claim-books.ts';
import { claimDiscrepancies } from '../../proof/chaos/claim-reckoning.ts';
import { somebody } from '../../proof/chaos/courses.ts';
import { introducePatients } from '../../proof/chaos/introduction.ts';
import { attend, secretsIn, type HeldClaim } from '../../proof/chaos/providers.ts';
import { visitOf } from '../../proof/chaos/visits.ts';
import { freePort } from '../../stack/ports.ts';
import { localDay } from '../../domain/time-zone.ts';
import { seeded } from '../../examples/office/random.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createDatabase } from '../support/databases.ts';
import { serviceToken } from './harness.ts';

/** `CLAIMS=5000` plays the whole of it. */
const claims = Number(process.env.CLAIMS ?? 400);
const kills = Math.max(4, claims / 100);

let databaseUrl: string;
let folder: string;
let instances: Instance[];

beforeAll(async () => {
  databaseUrl = await createDatabase('settlement');
  folder = await mkdtemp(join(tmpdir(), 'manteban-providers-'));
  instances = [await startInstance(), await startInstance()];
});

afterAll(async () => {
  for (const { end } of instances ?? []) await end();
  await rm(folder, { recursive: true });
});

it('settles every claim once and to the 分, however often its instances are killed', { timeout: 600_000 }, async () => {
  const random = seeded(claims);
  const people = Array.from({ length: 25 }, (_, index) => somebody(index % 2 === 0));
  const today = localDay(new Date());
  const visits = Array.from({ length: claims }, (_, index) =>
    visitOf(random.pick(people), String(index), today, random),
  );
  const held: HeldClaim[] = [];
  const office = {
    urls: instances.map(({ url }) => url),
    secretOf: secretsIn(join(folder, 'providers.json')),
    pause: 0,
    stopped: () => false,
  };
  await introducePatients(visits, { url: instances[0]!.url, serviceToken });
  const queue = visits.values();
  const providers = Array.from({ length: 6 }, () => attend(queue, office, held));
  const killing = (async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      while (held.length < (kill * claims) / (kills + 1)) await delay(5);
      await instances[kill % 2]!.kill();
    }
  })();
  await Promise.all([...providers, killing]);

  const books = await readClaimBooks(databaseUrl);
  expect(claimDiscrepancies(held, books)).toEqual([]);
  expect(books.claims.filter(({ kind }) => kind === 'claim')).toHaveLength(claims);
  for (const { amounts } of books.years) {
    expect(amounts['deductible:ordinary'] ?? 0).toBeLessThanOrEqual(10_000);
    expect(amounts['yearly:ordinary'] ?? 0).toBeLessThanOrEqual(60_000);
  }
});

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
    PORT: String(port),
    LOG_LEVEL: 'fatal',
    SETTLEMENT_DATABASE_URL: databaseUrl,
    SERVICE_TOKEN: serviceToken,
    PROVIDER_CREDENTIALS: join(folder, 'providers.json'),
    POLICY_OVERLAYS: fromRoot('examples', 'overlays'),
  };
  let child: ChildProcess;
  async function start(): Promise<void> {
    child = spawn(process.execPath, [fromRoot('dist', 'proof', 'chaos', 'settlement-ahead.js')], {
      env,
      stdio: 'ignore',
    });
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
