import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from '../platform/project-root.ts';
import { addressTable } from './address-table.ts';
import { CommandFailed, run } from './command.ts';
import { StackFailure } from './failure.ts';
import { openGuard } from './guard.ts';
import { homeAt } from './home.ts';
import type { Home } from './home.ts';
import { lockHome } from './lock.ts';
import { trimLogs } from './logs.ts';
import { partsOf } from './parts.ts';
import type { Part } from './parts.ts';
import { portIsFree } from './ports.ts';
import { readSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { Supervisor } from './supervisor.ts';
import { Terminal } from './terminal.ts';

const trimEvery = 60_000;

/** The whole stack on embedded parts. */
export class Stack {
  readonly #home: Home;
  readonly #terminal: Terminal;
  readonly #out: NodeJS.WriteStream;
  #supervisor: Supervisor | undefined;
  #stopping = false;
  #unlock: () => void = () => {};

  constructor(folder: string, out: NodeJS.WriteStream) {
    this.#home = homeAt(folder);
    this.#terminal = new Terminal(out);
    this.#out = out;
  }

  async start(): Promise<void> {
    const began = Date.now();
    mkdirSync(this.#home.folder, { recursive: true });
    this.#unlock = lockHome(this.#home);
    try {
      for (const folder of [this.#home.logs, this.#home.processes]) mkdirSync(folder, { recursive: true });
      clearLeftovers(this.#home, (line) => this.#terminal.line(line));
      const settings = await readSettings(this.#home);
      await this.#startParts(settings);
      writeFileSync(
        this.#home.serving,
        JSON.stringify({
          pid: process.pid,
          ...settings.urls,
          postgresPort: settings.variables.POSTGRES_PORT,
          codecToken: settings.codecToken,
        }),
        { mode: 0o600 },
      );
      this.#out.write(addressTable(settings, Date.now() - began));
      setInterval(() => trimLogs(this.#home.logs), trimEvery).unref();
    } catch (error) {
      if (this.#stopping) return; // what was starting was stopped
      await this.#close();
      throw error;
    }
  }

  async stop(why: string): Promise<void> {
    this.#stopping = true;
    this.#terminal.line(`${why}: stopping …`);
    await this.#close();
    this.#terminal.line('All stopped; the data stays, and the next start resumes.');
  }

  async #startParts(settings: Settings): Promise<void> {
    const { servers, parts } = await partsOf(settings, (line) => this.#terminal.line(line));
    await requireFreePorts(settings, [...servers, ...parts]);
    const record = join(this.#home.processes, `${process.pid}-${Date.now()}.json`);
    const guard = openGuard(record, (line) => this.#terminal.line(`  ${line}`));
    this.#supervisor = new Supervisor(guard, this.#home.logs, (line) => this.#terminal.line(line));
    await this.#together(servers);
    await this.#terminal.step('Migrations', () => migrate(settings));
    await this.#together(parts);
  }

  /** Starts parts at once and waits for all of them, the failed one included, before saying that it failed. */
  async #together(parts: Part[]): Promise<void> {
    const supervisor = this.#supervisor!;
    const starting = parts.map((part) => this.#terminal.step(part.title, () => supervisor.start(part)));
    await Promise.allSettled(starting);
    await Promise.all(starting);
  }

  async #close(): Promise<void> {
    rmSync(this.#home.serving, { force: true });
    await this.#supervisor?.stop();
    this.#unlock();
  }
}

/** Stops what an earlier start could not: both it and its guard were killed. */
function clearLeftovers({ processes }: Home, tell: (line: string) => void): void {
  for (const record of readdirSync(processes).filter((name) => name.endsWith('.json'))) {
    const { stdout } = spawnSync(process.execPath, [fromRoot('stack', 'guard.mjs'), join(processes, record)], {
      input: '',
      encoding: 'utf8',
    });
    for (const line of stdout.split('\n').filter(Boolean)) tell(`  left over from an earlier start: ${line}`);
  }
}

async function requireFreePorts({ variables }: Settings, parts: Part[]): Promise<void> {
  const taken: string[] = [];
  for (const { title, ports } of parts) {
    for (const variable of ports) {
      if (await portIsFree(variables[variable])) continue;
      taken.push(
        `Port ${variables[variable]}, wanted by ${title}, is in use: stop the program that has it, ` +
          `or set ${variable} to another.`,
      );
    }
  }
  if (taken.length > 0) throw new StackFailure(taken.join('\n'));
}

/** In a process of its own, which takes the migration engine's memory with it; what it says of a failure is all. */
export async function migrate({ environment, migrations }: Settings): Promise<void> {
  for (const { databases, environment: owners } of migrations) {
    const args = [fromRoot('dist', 'cli', 'migrate.js'), ...databases];
    const env = { ...environment, ...owners };
    await run({ file: process.execPath, args, env }).catch((error: unknown) => {
      throw error instanceof CommandFailed ? new StackFailure(error.output.trim()) : error;
    });
  }
}
