import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type { DatabaseName } from '../../prisma/migrate.ts';

export function templateOf(name: string): string {
  return `template_${name}`;
}

/** URL of a fresh database, migrated, for one test file. */
export async function createDatabase(name: DatabaseName): Promise<string> {
  const url = new URL(inject('postgresUrl'));
  const database = `${name}_${randomUUID().slice(0, 8)}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(
      `CREATE DATABASE ${pg.escapeIdentifier(database)} TEMPLATE ${pg.escapeIdentifier(templateOf(name))}`,
    );
  } finally {
    await client.end();
  }
  url.pathname = `/${database}`;
  return url.href;
}
