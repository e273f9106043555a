import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { fromRoot } from '../platform/project-root.ts';
import { StackFailure } from '../stack/failure.ts';
import { withSchemaEngine } from './schema-engine.ts';

/** The three databases, each with the folder of its schema and migrations. */
export const schemaFolders = {
  engine: 'prisma',
  settlement: 'services/settlement/prisma',
  notification: 'services/notification/prisma',
} as const;

export type DatabaseName = keyof typeof schemaFolders;

export const databaseNames = Object.keys(schemaFolders) as DatabaseName[];

const filters = { externalTables: [], externalEnums: [] };

/**
 * Brings the database at `url` to the newest migration of `folder`, creating it when absent; names what it applied.
 * @throws StackFailure where an earlier version made it
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  await createWhenAbsent(url);
  const migrationsList = await readMigrations(folder);
  await refuseEarlierVersion(url, migrationsList);
  const { appliedMigrationNames } = await withSchemaEngine(url, await readSchema(folder), (engine) =>
    engine.applyMigrations({ migrationsList, filters }),
  );
  return appliedMigrationNames;
}

/** The SQL that would bring the database at `url` to the schema of `folder`; undefined when the two agree. */
export async function difference(url: string, folder: string): Promise<string | undefined> {
  const schema = await readSchema(folder);
  const files = [schema];
  const { stdout, exitCode } = await withSchemaEngine(url, schema, (engine) =>
    engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: fromRoot(folder) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters,
    }),
  );
  return exitCode === 0 ? undefined : (stdout ?? '');
}

/**
 * What was applied and is not among the migrations, word for word, is of an earlier version: nothing leads on from it.
 */
async function refuseEarlierVersion(url: string, { migrationDirectories }: MigrationList): Promise<void> {
  const known = new Map(
    migrationDirectories.map(({ path, migrationFile: { content } }) => [
      path,
      content.tag === 'ok' && sha256(content.value),
    ]),
  );
  const applied = await withClient(url, readApplied);
  if (applied.every(({ name, checksum }) => known.get(name) === checksum)) return;
  throw new StackFailure(
    `The database ${databaseIn(url)} was made by an earlier version of manteban, whose data cannot be taken over: ` +
      'delete it — with the embedded parts the whole data folder, .manteban or MANTEBAN_HOME — and start again.',
  );
}

async function readApplied(client: pg.Client) {
  const table = await client.query<{ there: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`,
  );
  if (!table.rows[0]?.there) return [];
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT "migration_name" AS "name", "checksum" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
  );
  return rows;
}

/** As Prisma counts it. */
function sha256(script: string): string {
  return createHash('sha256').update(script).digest('hex');
}

function databaseIn(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

async function createWhenAbsent(url: string): Promise<void> {
  if (await exists(url)) return;
  const server = new URL(url);
  server.pathname = '/postgres';
  await withClient(server.href, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(databaseIn(url))}`));
}

const noSuchDatabase = '3D000';

async function exists(url: string): Promise<boolean> {
  try {
    return await withClient(url, async () => true);
  } catch (error) {
    if ((error as { code?: string }).code === noSuchDatabase) return false;
    throw error;
  }
}

export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function readSchema(folder: string) {
  const path = fromRoot(folder, 'schema.prisma');
  return { path, content: await readFile(path, 'utf8') };
}

async function readMigrations(folder: string): Promise<MigrationList> {
  const baseDir = fromRoot(folder, 'migrations');
  const entries = existsSync(baseDir) ? await readdir(baseDir, { withFileTypes: true }) : [];
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const lockfile = 'migration_lock.toml';
  return {
    baseDir,
    lockfile: { path: lockfile, content: await readFile(join(baseDir, lockfile), 'utf8').catch(() => null) },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(baseDir, name, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}
