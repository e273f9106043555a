import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { initialisePostgres, postgresAnswers, postgresCommand, postgresUrl } from './postgres.ts';
import { until } from './until.ts';

/** Lends an empty PostgreSQL that is gone afterwards; it need not survive a crash unless its settings say so. */
export async function withScratchPostgres<T>(
  use: (urlOf: (database: string) => string) => Promise<T>,
  tuning: string[] = ['fsync=off'],
): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'manteban-scratch-'));
  await chmod(parent, 0o711); // PostgreSQL may run as another user
  const options = { folder: join(parent, 'postgres'), port: await freePort(), password: 'scratch' };
  await initialisePostgres(options);
  const { file, args, ...account } = await postgresCommand(options, tuning);
  const server = spawn(file, args, { ...account, stdio: 'ignore' });
  const gone = once(server, 'exit');
  try {
    if (!(await until(() => postgresAnswers(options), 30_000, 20)))
      throw new Error('the scratch PostgreSQL does not start');
    return await use((database) => postgresUrl(options, database));
  } finally {
    server.kill('SIGINT');
    await gone;
    await rm(parent, { recursive: true, force: true });
  }
}
