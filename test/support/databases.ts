import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { copyDatabase } from '../../stack/database-copies.ts';
import type { DatabaseName } from '../../prisma/migrate.ts';

export function templateOf(name: string): string {
  return `template_${name}`;
}

/** URL of a fresh database, migrated, for one test file. */
export function createDatabase(name: DatabaseName): Promise<string> {
  return copyDatabase(inject('postgresUrl'), templateOf(name), `${name}_${randomUUID().slice(0, 8)}`);
}
