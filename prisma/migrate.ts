import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { fromRoot } from '../platform/project-root.ts';
import { withSchemaEngine } from './schema-engine.ts';

/** The three databases, each with the folder of its schema and migrations. */
export const schemaFolders = {
  engine: 'prisma',
  settlement: 'services/settlement/prisma',
  notification: 'services/notification/prisma',
} as const;

export type DatabaseName = keyof typeof schemaFolders;

const filters = { externalTables: [], externalEnums: [] };

/** Brings the database at `url` to the newest migration of `folder`, creating it when absent; names what it applied. */
export async function migrate(url: string, folder: string): Promise<string[]> {
  await createWhenAbsent(url);
  const migrationsList = await readMigrations(folder);
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

async function createWhenAbsent(url: string): Promise<void> {
  if (await exists(url)) return;
  const server = new URL(url);
  const name = decodeURIComponent(server.pathname.slice(1));
  server.pathname = '/postgres';
  await withClient(server.href, (client) => client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`));
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

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
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
