import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { databaseNames, type DatabaseName } from '../../prisma/migrate.ts';
import { prepare, roles } from '../../prisma/logins.ts';
import { asSuperuser, createDatabase, templateLogins } from '../support/databases.ts';

type Ask = (sql: string) => Promise<pg.QueryResult>;

/** On one connection. */
async function asking(url: string, use: (ask: Ask) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use((sql) => client.query(sql));
  } finally {
    await client.end();
  }
}

const notPermitted = { code: '42501' };

function as(role: string, url: string): string {
  const login = new URL(url);
  login.username = role;
  login.password = role;
  return login.href;
}

const appendOnly = {
  engine: [
    'AuditEntry',
    'AuditAnchor',
    'AuditAnchorHead',
    'PolicyVersion',
    'TaskEvent',
    'RegistryEvent',
    'OutreachEvent',
  ],
  settlement: ['Entitlement', 'EntitlementChange', 'Claim', 'Reversal'],
  notification: ['TemplateVersion'],
} satisfies Record<DatabaseName, string[]>;

describe.each(databaseNames)('the program that serves the %s database', (name) => {
  let url: string;
  beforeAll(async () => {
    url = await createDatabase(name);
  });

  it.each(appendOnly[name])('only adds to %s, and cannot get around that', (table) =>
    asking(url, async (ask) => {
      const [column] = (await ask(`SELECT * FROM "${table}" LIMIT 0`)).fields;
      const attempts = [
        `UPDATE "${table}" SET "${column!.name}" = "${column!.name}"`,
        `DELETE FROM "${table}"`,
        `TRUNCATE "${table}" CASCADE`,
        `ALTER TABLE "${table}" DISABLE TRIGGER ALL`,
        `DROP TABLE "${table}" CASCADE`,
        'SET session_replication_role = replica',
        `SET ROLE ${roles.owner}`,
        'CREATE TABLE "own" ()',
        'ALTER ROLE CURRENT_USER SUPERUSER',
      ];
      for (const attempt of attempts) await expect(ask(attempt), attempt).rejects.toMatchObject(notPermitted);
      await ask(`GRANT ALL ON "${table}" TO CURRENT_USER`).catch(() => undefined);
      await expect(ask(`DELETE FROM "${table}"`)).rejects.toMatchObject(notPermitted);
    }),
  );

  it('may change all that no trigger keeps, and nothing that one does', async () => {
    let kept: unknown[] = [];
    await asking(asSuperuser(url), async (ask) => {
      ({ rows: kept } = await ask(
        `SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
         WHERE NOT tgisinternal ORDER BY relname`,
      ));
    });
    await asking(url, async (ask) => {
      const { rows } = await ask(
        `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
           AND relname <> '_prisma_migrations'
           AND NOT has_table_privilege(oid, 'UPDATE') AND NOT has_table_privilege(oid, 'DELETE') ORDER BY relname`,
      );
      expect(rows).toEqual(kept);
      expect(rows.map(({ relname }) => relname)).toEqual(expect.arrayContaining(appendOnly[name]));
    });
  });

  it('cannot empty it, be it the owner', () =>
    asking(asSuperuser(url), async (ask) => {
      for (const table of appendOnly[name]) {
        await expect(ask(`TRUNCATE "${table}" CASCADE`), table).rejects.toThrow(/append-only|only ever added/);
      }
    }));

  it('who only reads changes nothing', () =>
    asking(as(roles.reader, url), async (ask) => {
      const { rows } = await ask(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
      for (const { tablename } of rows) {
        await ask(`SELECT * FROM "${tablename}" LIMIT 1`);
        await expect(ask(`DELETE FROM "${tablename}"`), tablename).rejects.toMatchObject(notPermitted);
        await expect(ask(`INSERT INTO "${tablename}" DEFAULT VALUES`)).rejects.toMatchObject(notPermitted);
      }
    }));

  it('cannot log in where it has no business', async () => {
    for (const other of databaseNames.filter((each) => each !== name)) {
      const { owner } = templateLogins(inject('postgresUrl'), other);
      const login = asking(as(roles.writer[name], owner), async () => undefined);
      await expect(login, other).rejects.toMatchObject(notPermitted);
    }
  });
});

it('a login that is the owner, or a superuser, is refused as the one that serves', async () => {
  const logins = templateLogins(inject('postgresUrl'), 'engine');
  const what = 'may do whatever the owner may: give it a role of its own';
  const none = { admin: undefined, owner: logins.owner };
  await expect(prepare('engine', { ...none, writer: logins.owner })).rejects.toThrow(what);
  await expect(prepare('engine', { ...none, writer: inject('postgresUrl') })).rejects.toThrow(what);
  await expect(prepare('engine', { ...none, writer: as('nobody', logins.owner) })).rejects.toThrow(
    'There is no role nobody',
  );
});

it('PostgreSQL writes down nothing of what an error quotes', async () => {
  const marker = `示例患者-${randomUUID()}`;
  const errors = [
    ['23505', `INSERT INTO "FilingCounter" VALUES ('${marker}', 1, 1), ('${marker}', 1, 1)`],
    ['23502', `INSERT INTO "FilingCounter" VALUES ('${marker}', NULL, 1)`],
    ['22P02', `SELECT '${marker}'::uuid`],
    ['42601', `SELEKT '${marker}'`],
    ['42501', `DELETE FROM "Claim" WHERE "claimNumber" = '${marker}'`],
    ['P0001', `DO $$ BEGIN RAISE EXCEPTION '${marker}'; END $$`],
  ];
  await asking(await createDatabase('settlement'), async (ask) => {
    for (const [code, statement] of errors) await expect(ask(statement!)).rejects.toMatchObject({ code });
    for (const louder of ['log_min_messages = debug1', 'log_min_error_statement = error', "log_statement = 'all'"]) {
      await expect(ask(`SET ${louder}`), louder).rejects.toMatchObject(notPermitted);
    }
  });
  await delay(50);
  const log = readFileSync(inject('postgresLog'), 'utf8');
  expect(log).toContain('database system is ready');
  expect(log).not.toContain(marker);
});
