import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openGuard } from '../../stack/guard.ts';
import { homeAt, type Home } from '../../stack/home.ts';
import { partsOf, type Part } from '../../stack/parts.ts';
import { freePort } from '../../stack/ports.ts';
import { postgresUrl } from '../../stack/postgres.ts';
import { readSettings, stackVariables, type Settings } from '../../stack/settings.ts';
import { migrate as migrateStack } from '../../stack/stack.ts';
import { Supervisor } from '../../stack/supervisor.ts';
import { Terminal } from '../../stack/terminal.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { migrate, schemaFolders } from '../../prisma/migrate.ts';
import type { BareWorkflow } from './bare/names.ts';
import { startStubs } from './stubs.ts';

export interface Surroundings {
  readonly settings: Settings;
  /** Says how far it is, on stderr. */
  tell(line: string): void;
  /** Database of a bare side. */
  bareDatabase(side: BareWorkflow): string;
  /** The app, and a process for each bare side; resolves with where these answer. */
  startSides(): Promise<ReadonlyMap<BareWorkflow, string>>;
  /** Ids of the running processes by part. */
  processes(): Map<string, number>;
}

/** A stack of its own as `npm start` makes it, delivery of messages off, in a folder that goes afterwards. */
export async function withSurroundings<T>(
  bareWorkflows: readonly BareWorkflow[],
  stubs: boolean,
  use: (surroundings: Surroundings) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'manteban-bench-'));
  chmodSync(folder, 0o711); // PostgreSQL may run as another user
  const home = homeAt(folder);
  for (const each of [home.logs, home.processes]) mkdirSync(each);
  const terminal = new Terminal(process.stderr);
  const tell = (line: string) => terminal.line(line);
  const stubbed = stubs ? await startStubs() : undefined;
  const settings = await ownSettings(home, stubbed);
  const supervisor = new Supervisor(openGuard(join(home.processes, 'bench.json'), tell), home.logs, tell);
  const start = (part: Part) => terminal.step(part.title, () => supervisor.start(part));
  const bareDatabase = (side: BareWorkflow) => {
    const { variables, postgresPassword: password } = settings;
    return postgresUrl({ port: variables.POSTGRES_PORT, password }, side);
  };
  try {
    const { servers, parts } = await partsOf(settings, tell);
    const isApp = ({ name }: Part) => name === 'app';
    await Promise.all(servers.map(start));
    await terminal.step('Migrations', async () => {
      await migrateStack(settings);
      for (const side of bareWorkflows) await migrate(bareDatabase(side), schemaFolders.engine);
    });
    await Promise.all(parts.filter((part) => !isApp(part)).map(start));
    return await use({
      settings,
      tell,
      bareDatabase,
      async startSides() {
        const sides = await Promise.all(bareWorkflows.map((side) => barePart(settings, side, bareDatabase(side))));
        await Promise.all([...parts.filter(isApp), ...sides.map(({ part }) => part)].map(start));
        return new Map(sides.map(({ side, url }) => [side, url]));
      },
      processes: () => processesOf(home),
    });
  } finally {
    await supervisor.stop();
    stubbed?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the environment says of another stack is not for this one. */
async function ownSettings(
  home: Home,
  stubs: { settlement: string; notification: string } | undefined,
): Promise<Settings> {
  const names = Object.keys(stackVariables.shape);
  for (const name of names) delete process.env[name];
  const ports = names.filter((name) => name.endsWith('_PORT'));
  await Promise.all(ports.map(async (name) => (process.env[name] = String(await freePort()))));
  process.env.DELIVERY = 'off';
  // Each of the reviewers stands for many: what one person may take does not bound them.
  process.env.TASK_LIMITS = '';
  if (stubs) Object.assign(process.env, { SETTLEMENT_URL: stubs.settlement, NOTIFICATION_URL: stubs.notification });
  return readSettings(home);
}

async function barePart({ environment }: Settings, side: BareWorkflow, database: string) {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const env = { ...environment, WORKFLOW: side, PORT: port, DATABASE_URL: database };
  const part: Part = {
    name: side,
    title: `Bare Temporal, ${side}`,
    ports: [],
    command: async () => ({
      file: process.execPath,
      args: [fromRoot('dist', 'proof', 'bench', 'bare', 'main.js')],
      env,
    }),
    answers: async () => (await fetch(`${url}/ready`).catch(() => undefined))?.ok ?? false,
    signal: 'SIGTERM',
    patience: 5_000,
  };
  return { side, part, url };
}

function processesOf({ processes }: Home): Map<string, number> {
  const [record = ''] = readdirSync(processes);
  const entries = JSON.parse(readFileSync(join(processes, record), 'utf8')) as { name: string; pid: number }[];
  return new Map(entries.map(({ name, pid }) => [name, pid]));
}
