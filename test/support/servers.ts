import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openGuard } from '../../stack/guard.ts';
import type { Guard } from '../../stack/guard.ts';
import { freePort } from '../../stack/ports.ts';
import { initialisePostgres, postgresAnswers, postgresCommand, postgresUrl } from '../../stack/postgres.ts';
import {
  devServerAnswers,
  devServerCommand,
  findProgram,
  temporalCli,
  temporalTestServer,
} from '../../stack/temporal-server.ts';
import { until } from '../../stack/until.ts';
import { prepare } from '../../prisma/logins.ts';
import { databaseNames } from '../../prisma/migrate.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { templateLogins } from './databases.ts';
import { runFolder } from './quick-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Any database of the run's PostgreSQL, for its superuser; `createDatabase` makes one's own. */
    postgresUrl: string;
    /** What that PostgreSQL writes down. */
    postgresLog: string;
    /** The run's Temporal development server, in memory. */
    temporalAddress: string;
    /** Temporal's command line. */
    temporalPath: string;
    /** Executable for `TestWorkflowEnvironment.createTimeSkipping`. */
    testServerPath: string;
    /** The workflows as they are bundled for a worker, once for the whole run. */
    workflowBundlePath: string;
  }
}

/**
 * One PostgreSQL and one Temporal server for the whole run, whichever project asks first; they go when the run ends,
 * however it ends.
 */
export default async function startServers({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const project = vitest.getRootProject(); // what it provides, all of them have
  if (project.getProvidedContext().postgresUrl) return undefined;
  const folder = runFolder();
  chmodSync(folder, 0o711);
  const guard = openGuard(join(folder, 'processes.json'), () => {});
  const tell: Tell = (line) => process.stderr.write(`${line}\n`);
  const starting = [
    findTestServer(project, tell),
    startPostgres(project, guard, folder),
    startTemporal(project, guard, folder, tell),
    bundleOnce(project, folder),
  ];
  const failed = (await Promise.allSettled(starting)).find((result) => result.status === 'rejected');
  if (failed) {
    await guard.stop();
    throw failed.reason;
  }
  return async () => {
    await guard.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

type Tell = (line: string) => void;

async function findTestServer(project: TestProject, tell: Tell): Promise<void> {
  project.provide('testServerPath', await findProgram(temporalTestServer, tell));
}

async function bundleOnce(project: TestProject, folder: string): Promise<void> {
  const path = join(folder, 'workflow-bundle.js');
  await writeFile(path, await bundleWorkflows());
  project.provide('workflowBundlePath', path);
}

// What a crash would lose is thrown away at the end anyway.
const unsafeAndFast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'];

async function startPostgres(project: TestProject, guard: Guard, folder: string): Promise<void> {
  const options = { folder: join(folder, 'postgres'), port: await freePort(), password: 'test' };
  await initialisePostgres(options);
  const log = join(folder, 'postgres.log');
  const started = { name: 'postgres', order: 0, signal: 'SIGINT', patience: 5_000 } as const;
  guard.start(started, await postgresCommand(options, unsafeAndFast), log);
  if (!(await until(() => postgresAnswers(options), 30_000, 20))) throw notServing('PostgreSQL', log);
  const admin = postgresUrl(options, 'postgres');
  for (const name of databaseNames) await prepare(name, templateLogins(admin, name));
  project.provide('postgresUrl', admin);
  project.provide('postgresLog', log);
}

async function startTemporal(project: TestProject, guard: Guard, folder: string, tell: Tell): Promise<void> {
  const program = await findProgram(temporalCli, tell);
  const port = await freePort();
  const log = join(folder, 'temporal.log');
  // Lets a test skip time in one execution on the real server.
  const dynamicConfig = { 'frontend.WorkflowTimeSkippingEnabled': 'true' };
  const started = { name: 'temporal', order: 1, signal: 'SIGKILL', patience: 5_000 } as const;
  guard.start(started, devServerCommand({ program, port, dynamicConfig }), log);
  if (!(await until(() => devServerAnswers(program, port), 60_000))) throw notServing('Temporal', log);
  project.provide('temporalAddress', `127.0.0.1:${port}`);
  project.provide('temporalPath', program);
}

function notServing(name: string, log: string): Error {
  return new Error(`${name} does not serve:\n${readFileSync(log, 'utf8').slice(-2_000)}`);
}
