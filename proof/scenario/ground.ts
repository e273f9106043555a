import { randomUUID } from 'node:crypto';
import { loginsOf, prepare } from '../../prisma/logins.ts';
import { databaseNames, type DatabaseName } from '../../prisma/migrate.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { copyDatabase } from '../../stack/database-copies.ts';
import { withScratchPostgres } from '../../stack/scratch-postgres.ts';
import { findProgram, temporalTestServer } from '../../stack/temporal-server.ts';

/** What all scenarios stand on; each takes databases of its own from it, and starts a server of its own. */
export interface Ground {
  /** Executable of the Temporal server whose clock can be pushed. */
  readonly testServer: string;
  /** The workflows, bundled with `workflow-time.ts`. */
  readonly workflows: string;
  /** URL of a fresh database, migrated. */
  createDatabase(name: DatabaseName): Promise<string>;
}

export function bundleForScenarios(): Promise<string> {
  return bundleWorkflows([fromRoot('proof', 'scenario', 'workflow-time.ts')]);
}

/** Lends a ground that is gone afterwards. */
export async function withGround<T>(tell: (line: string) => void, use: (ground: Ground) => Promise<T>): Promise<T> {
  const testServer = await findProgram(temporalTestServer, tell);
  const workflows = await bundleForScenarios();
  return withScratchPostgres(async (urlOf) => {
    const admin = urlOf('postgres');
    const logins = (name: DatabaseName) => loginsOf(admin, name, name, (role) => role);
    for (const name of databaseNames) await prepare(name, logins(name));
    return use({
      testServer,
      workflows,
      createDatabase: (name) => copyDatabase(admin, name, `${name}_${randomUUID().slice(0, 8)}`, logins(name).writer),
    });
  });
}
