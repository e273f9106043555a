import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { copyDatabase } from '../../stack/database-copies.ts';
import { loginsOf } from '../../prisma/logins.ts';
import type { DatabaseName } from '../../prisma/migrate.ts';

/** Who logs in to the database of which those of the tests are copies; a role's password is its name. */
export function templateLogins(admin: string, name: DatabaseName) {
  return loginsOf(admin, name, `template_${name}`, (role) => role);
}

/** URL of a fresh database, migrated, for one test file; as the program that serves logs in. */
export function createDatabase(name: DatabaseName): Promise<string> {
  const admin = inject('postgresUrl');
  const { writer, admin: server } = templateLogins(admin, name);
  return copyDatabase(server, `template_${name}`, `${name}_${randomUUID().slice(0, 8)}`, writer);
}

/** The same database for the superuser, who may do what no program of ours may. */
export function asSuperuser(databaseUrl: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}
