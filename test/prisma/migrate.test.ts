import { existsSync } from 'node:fs';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { fromRoot } from '../../platform/project-root.ts';
import { difference, migrate, schemaFolders } from '../../prisma/migrate.ts';
import type { DatabaseName } from '../../prisma/migrate.ts';
import { asSuperuser, createDatabase } from '../support/databases.ts';

const databases = (Object.entries(schemaFolders) as [DatabaseName, string][]).filter(([, folder]) =>
  existsSync(fromRoot(folder, 'schema.prisma')),
);

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

describe.each(databases)('database %s', (name, folder) => {
  let url: string;
  beforeAll(async () => {
    url = asSuperuser(await createDatabase(name));
  });

  test('agrees with its schema once migrated', async () => {
    expect(await difference(url, folder)).toBeUndefined();
  });

  test('is created when absent, and migrated once', async () => {
    const absent = new URL(url);
    absent.pathname += '_absent';
    expect(await migrate(absent.href, folder)).not.toEqual([]);
    expect(await migrate(absent.href, folder)).toEqual([]);
  });

  test.each([
    ['knows a migration that is gone', `UPDATE "_prisma_migrations" SET "migration_name" = '0000_earlier'`],
    ['was migrated by another text', `UPDATE "_prisma_migrations" SET "checksum" = repeat('0', 64)`],
  ])('is refused when it %s, with what to do', async (_what, earlier) => {
    const old = asSuperuser(await createDatabase(name));
    await query(old, earlier);
    const { rows: before } = await query(old, 'SELECT * FROM "_prisma_migrations"');
    await expect(migrate(old, folder)).rejects.toThrow(
      `The database ${new URL(old).pathname.slice(1)} was made by an earlier version of manteban, whose data cannot be taken over: delete it`,
    );
    expect((await query(old, 'SELECT * FROM "_prisma_migrations"')).rows).toEqual(before);
  });

  test('a drift shows as the SQL that would mend it', async () => {
    const { rows } = await query(
      url,
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' LIMIT 1`,
    );
    await query(url, `ALTER TABLE "${rows[0].tablename}" ADD COLUMN "stray" integer`);
    expect(await difference(url, folder)).toContain('DROP COLUMN "stray"');
  });
});

test.each(['AuditEntry', 'PolicyVersion'])('%s is append-only, for its owner too', async (table) => {
  const url = asSuperuser(await createDatabase('engine'));
  await query(url, `INSERT INTO "PolicyVersion" VALUES ('p', 'pack', '1', 'sha', NULL, 'text', NULL, now())`);
  await expect(query(url, `TRUNCATE "${table}" CASCADE`)).rejects.toThrow(`${table} is append-only`);
  await expect(query(url, `UPDATE "PolicyVersion" SET "pack" = 'other'`)).rejects.toThrow(
    'PolicyVersion is append-only',
  );
  await expect(query(url, `DELETE FROM "PolicyVersion"`)).rejects.toThrow('PolicyVersion is append-only');
});
