import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../stack/ports.ts';
import { until } from '../../stack/until.ts';
import { fromRoot } from '../../platform/project-root.ts';

const parts = [
  ...['APP', 'SETTLEMENT', 'NOTIFICATION', 'APP_METRICS', 'SETTLEMENT_METRICS', 'NOTIFICATION_METRICS', 'SMTP_SINK'],
  ...['POSTGRES', 'TEMPORAL', 'TEMPORAL_UI'],
];

/** Environment for a stack beside all others: its own home, free ports. */
export async function stackEnvironment(home: string): Promise<NodeJS.ProcessEnv> {
  const ports = await Promise.all(parts.map(async (part) => [`${part}_PORT`, String(await freePort())] as const));
  return { ...process.env, ...Object.fromEntries(ports), MANTEBAN_HOME: home };
}

/** `npm start` as built, and what it says. */
export class RunningStack {
  readonly process: ChildProcess;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  readonly #lines: string[] = [];

  constructor(environment: NodeJS.ProcessEnv) {
    const start = fromRoot('dist', 'cli', 'start.js');
    this.process = spawn(process.execPath, [start], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => this.#lines.push(line));
    }
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
  }

  get said(): string {
    return this.#lines.join('\n');
  }

  async says(text: string): Promise<void> {
    const ended = this.ended.then(() => false);
    await Promise.race([until(async () => this.said.includes(text), 60_000, 50), ended]);
    if (!this.said.includes(text)) throw new Error(`it never said "${text}":\n${this.said}`);
  }

  async serves(): Promise<void> {
    await this.says('Ctrl-C stops it');
  }

  async stop(): Promise<number | null> {
    this.process.kill('SIGTERM');
    return this.ended;
  }
}

/** Ids of the living processes that belong to the stack at `home`, by command line or environment. */
export function processesOf(home: string, script = ''): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    if (pid === process.pid) return false;
    const [command, environment] = ['cmdline', 'environ'].map((file) => readProc(pid, file));
    const belongs = command?.includes(home) || environment?.includes(`MANTEBAN_HOME=${home}\0`);
    return belongs && command?.includes(script);
  });
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(join('/proc', String(pid), file), 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}

/** Process id of a part, from the record of the stack's guard. */
export function pidOf(home: string, part: string): number {
  const [record = ''] = readdirSync(join(home, 'processes'));
  const entries = JSON.parse(readFileSync(join(home, 'processes', record), 'utf8')) as { name: string; pid: number }[];
  const entry = entries.find(({ name }) => name === part);
  if (!entry) throw new Error(`${part} does not run`);
  return entry.pid;
}
