import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { until } from '../../stack/until.ts';
import { createDatabase } from '../support/databases.ts';
import { pidOf, processesOf, RunningStack, stackEnvironment } from '../support/running-stack.ts';

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

describe('a stack of its own', () => {
  let home: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'manteban-home-'));
    environment = await stackEnvironment(home);
  });

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const ready = () => answers(`http://127.0.0.1:${environment.APP_PORT}/ready`);

  test('starts all, refuses a second copy, brings back what dies, stops without a trace, resumes', async () => {
    const first = new RunningStack(environment);
    await first.serves();
    expect(await ready()).toBe(true);

    const second = new RunningStack(environment);
    expect(await second.ended).toBe(1);
    expect(second.said).toContain('A stack runs already');
    expect(second.said).toContain(String(first.process.pid));
    expect(await ready()).toBe(true);

    process.kill(pidOf(home, 'settlement'), 'SIGKILL');
    await first.says('Settlement service ended (SIGKILL)');
    await first.says('Settlement service is back');

    expect(await first.stop()).toBe(0);
    expect(first.said).toContain('All stopped');
    expect(processesOf(home)).toEqual([]);
    const secrets = readFileSync(join(home, 'secrets.json'), 'utf8');

    const resumed = new RunningStack(environment);
    await resumed.serves();
    expect(await ready()).toBe(true);
    expect(readFileSync(join(home, 'secrets.json'), 'utf8')).toBe(secrets);

    // Its guard sees that it is gone and stops what it left.
    resumed.process.kill('SIGKILL');
    await resumed.ended;
    expect(await until(async () => processesOf(home).length === 0, 30_000)).toBe(true);
    expect(existsSync(join(home, 'postgres', 'postmaster.pid'))).toBe(false);
  }, 120_000);

  test('leaves to others what the environment points elsewhere', async () => {
    const stack = new RunningStack({
      ...environment,
      DATABASE_URL: await createDatabase('engine'),
      SETTLEMENT_DATABASE_URL: await createDatabase('settlement'),
      NOTIFICATION_DATABASE_URL: await createDatabase('notification'),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
    });
    await stack.serves();
    expect(await ready()).toBe(true);
    expect(processesOf(home, 'postgres')).toEqual([]);
    expect(processesOf(home, 'start-dev')).toEqual([]);
    expect(await stack.stop()).toBe(0);
  }, 60_000);

  test('clears what an earlier start and its guard, both killed, left running', async () => {
    const killed = new RunningStack(environment);
    await killed.serves();
    for (const pid of [...processesOf(home, 'guard.mjs'), killed.process.pid!]) process.kill(pid, 'SIGKILL');
    await killed.ended;
    expect(processesOf(home).length).toBeGreaterThan(0);

    const next = new RunningStack(environment);
    await next.serves();
    expect(next.said).toContain('left over from an earlier start: stopped postgres');
    expect(await next.stop()).toBe(0);
    expect(processesOf(home)).toEqual([]);
  }, 120_000);
});

describe('what stands in the way is said in a sentence, and nothing is damaged', () => {
  let home: string;

  afterEach(() => rmSync(home, { recursive: true, force: true }));

  async function start(
    prepare: (folder: string) => void,
    more: NodeJS.ProcessEnv = {},
  ): Promise<{ said: string; code: number | null }> {
    home = mkdtempSync(join(tmpdir(), 'manteban-home-'));
    prepare(home);
    const stack = new RunningStack({ ...(await stackEnvironment(home)), ...more });
    const code = await stack.ended;
    expect(processesOf(home)).toEqual([]);
    expect(existsSync(join(home, 'lock.json'))).toBe(false);
    return { said: stack.said, code };
  }

  test('ports in use, all of them at once', async () => {
    const servers = [createServer(), createServer()];
    const ports = await Promise.all(
      servers.map(async (server) => {
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        return (server.address() as { port: number }).port;
      }),
    );
    const { said, code } = await start(() => {}, { NOTIFICATION_PORT: String(ports[0]), APP_PORT: String(ports[1]) });
    for (const server of servers) server.close();
    expect(code).toBe(1);
    expect(said).toMatch(
      new RegExp(
        `^Port ${ports[0]}, wanted by Notification service, is in use: .* set NOTIFICATION_PORT to another`,
        'm',
      ),
    );
    expect(said).toMatch(
      new RegExp(`^Port ${ports[1]}, wanted by API and worker, is in use: .* set APP_PORT to another`, 'm'),
    );
  });

  const secrets = {
    postgresPassword: 'x',
    serviceToken: 'x'.repeat(20),
    dataKeys: `d1:${'A'.repeat(43)}=`,
    lookupKey: `${'A'.repeat(43)}=`,
    payloadKeys: `p1:${'A'.repeat(43)}=`,
  };

  test.each([
    ['that is not a database', 'notes.txt', 'it has no PG_VERSION'],
    ['of another PostgreSQL', 'PG_VERSION', 'it is of PostgreSQL 12'],
  ])('a data folder %s', async (_, file, reason) => {
    const { said, code } = await start((folder) => {
      writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets));
      mkdirSync(join(folder, 'postgres'));
      writeFileSync(join(folder, 'postgres', file), '12\n');
    });
    expect(code).toBe(1);
    expect(said).toContain(reason);
    expect(readFileSync(join(home, 'postgres', file), 'utf8')).toBe('12\n');
  });

  test('secrets that cannot be read', async () => {
    const { said, code } = await start((folder) => writeFileSync(join(folder, 'secrets.json'), '{"half":'));
    expect(code).toBe(1);
    expect(said).toContain("cannot be read as the stack's secrets");
    expect(readFileSync(join(home, 'secrets.json'), 'utf8')).toBe('{"half":');
  });

  test('data without its secrets', async () => {
    const { said, code } = await start((folder) => writeFileSync(join(folder, 'temporal.db'), ''));
    expect(code).toBe(1);
    expect(said).toContain('secrets.json is missing');
    expect(existsSync(join(home, 'secrets.json'))).toBe(false);
  });

  test('a server that cannot be fetched', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'manteban-cache-'));
    // Nothing on the PATH: no pip, and no tar for the archive of Temporal's own site.
    const { said, code } = await start(() => {}, { MANTEBAN_CACHE: cache, PATH: cache });
    rmSync(cache, { recursive: true, force: true });
    expect(code).toBe(1);
    expect(said).toContain('temporal 1.9.1 cannot be fetched');
    expect(said).toContain('set TEMPORAL_ADDRESS');
    expect(said).toContain('neither pip nor python3 is on the PATH');
  });
});
