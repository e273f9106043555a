import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { createDatabase } from '../support/databases.ts';
import { createNamespace } from '../support/namespace.ts';
import { processesOf, RunningStack, stackEnvironment } from '../support/running-stack.ts';

test('it leaves to others what the environment points elsewhere', async () => {
  const home = mkdtempSync(join(tmpdir(), 'manteban-home-'));
  const environment = await stackEnvironment(home);
  const stack = new RunningStack({
    ...environment,
    DATABASE_URL: await createDatabase('engine'),
    SETTLEMENT_DATABASE_URL: await createDatabase('settlement'),
    NOTIFICATION_DATABASE_URL: await createDatabase('notification'),
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: await createNamespace('stack'),
  });
  await stack.serves();
  expect((await fetch(`http://127.0.0.1:${environment.APP_PORT}/ready`)).ok).toBe(true);
  expect(processesOf(home, 'postgres')).toEqual([]);
  expect(processesOf(home, 'start-dev')).toEqual([]);
  expect(await stack.stop()).toBe(0);
  rmSync(home, { recursive: true, force: true });
}, 60_000);

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
    databasePasswords: {},
    serviceToken: 'x'.repeat(20),
    dataKeys: `d1:${'B'.repeat(43)}=`,
    lookupKey: `${'B'.repeat(43)}=`,
    payloadKeys: `p1:${'B'.repeat(43)}=`,
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
