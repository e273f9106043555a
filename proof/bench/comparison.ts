/**
 * What a path through the engine costs beside bare workflows that do the same, in one run on one server. Each side is a
 * process of its own, and they take turns, so that whatever else the machine does meets all of them. A round ends when
 * the last effect is in the database.
 */
import { cpus, loadavg } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import type { Settings } from '../../stack/settings.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { encryptedPayloads } from '../../worker/data-converter.ts';
import { bareApplicant, register } from './applicants.ts';
import type { RoundRequest, RoundResult } from './bare/main.ts';
import type { BareWorkflow } from './bare/names.ts';
import { startCounting } from './counting.ts';
import { cpuUsed } from './cpu.ts';
import { openLoop, spread, type Spread } from './measure.ts';
import { leanestOf, sidesOf, type Path, type Side } from './path.ts';
import { countedFigures, middleFigures, product, type CaseFigures, type Round } from './product.ts';
import { rowsWritten } from './rows.ts';
import type { Surroundings } from './surroundings.ts';

export interface Options {
  readonly cases: number;
  readonly rounds: number;
  readonly concurrency: number;
  readonly stubs: boolean;
}

export interface MeasuredRound extends Round {
  readonly perSecond: number;
  /** CPU milliseconds a case, by part; `load` is this process, which sends to the engine. */
  readonly cpu: Readonly<Record<string, number>>;
}

type BySide<T> = Readonly<Partial<Record<Side, T>>>;

export interface Figures {
  readonly options: Options;
  readonly machine: { readonly processors: number; readonly loadBefore: number };
  readonly rounds: BySide<readonly MeasuredRound[]>;
  /** Each when everything of the one before is done. */
  readonly unloaded: Spread;
  /** Evenly, at a quarter of the engine's highest rate. */
  readonly quarter: Spread & { readonly perSecond: number };
  /** A case, of the engine and of the leanest bare workflow. */
  readonly counts: BySide<CaseFigures>;
  /** Rows that a case leaves. */
  readonly rows: BySide<number>;
}

const warmUpAtMost = 100;
const counted = 12;
const unhurriedAtMost = 200;

export async function compare(path: Path, options: Options, surroundings: Surroundings): Promise<Figures> {
  const { settings } = surroundings;
  const { cases, rounds, concurrency } = options;
  const sides = sidesOf(path);
  const warmUp = Math.min(warmUpAtMost, cases);
  const unhurried = Math.min(unhurriedAtMost, cases);
  const take = await people(path, surroundings, counted + warmUp + cases + 2 * unhurried);
  const temporal = await temporalClient(surroundings);
  const engineCounts = await engineFigures(path, settings, temporal, take('engine', counted));

  const run = sideRunner(path, surroundings, await surroundings.startSides(), concurrency);
  for (const side of sides) await run.round(side, take(side, warmUp));
  const loadBefore = loadavg()[0]!;
  const measured = new Map<Side, MeasuredRound[]>(sides.map((side) => [side, []]));
  for (let turn = 0; turn < rounds; turn += 1) {
    const count = Math.floor(((turn + 1) * cases) / rounds) - Math.floor((turn * cases) / rounds);
    for (const side of sides) measured.get(side)!.push(await run.measuredRound(side, take(side, count)));
    const rates = sides.map((side) => `${side} ${measured.get(side)![turn]!.perSecond.toFixed(1)}`);
    surroundings.tell(`  round ${turn + 1} of ${rounds}, applications a second: ${rates.join(', ')}`);
  }

  const highest = Math.max(...measured.get('engine')!.map(({ perSecond }) => perSecond));
  const unloaded = spread(await run.engine.alone(take('engine', unhurried)));
  const evenly = take('engine', unhurried);
  const quarter = spread(
    await openLoop(unhurried, highest / 4, async (index) => void (await run.engine.apply(evenly[index]!))),
  );
  await run.engine.allClosed();
  await run.engine.allTold();
  const { workflow: leanest } = leanestOf(path);
  return {
    options,
    machine: { processors: cpus().length, loadBefore },
    rounds: Object.fromEntries(measured),
    unloaded,
    quarter: { ...quarter, perSecond: highest / 4 },
    counts: { engine: engineCounts, [leanest]: await bareFigures(temporal, run.lastOf(leanest)) },
    rows: {
      engine: await rowsWritten(settings.databases.engine),
      [leanest]: await rowsWritten(surroundings.bareDatabase(leanest)),
    },
  };
}

/** Of an app in this process, before the sides begin. */
async function engineFigures(
  path: Path,
  settings: Settings,
  temporal: Client,
  lines: readonly ExampleApplication[],
): Promise<CaseFigures> {
  const app = await startCounting({ ...settings.environment, PORT: '0', LOG_LEVEL: 'warn' });
  try {
    return await countedFigures(path, settings, app, temporal, lines);
  } finally {
    await app.close();
  }
}

/** Puts people into every side's registries; what it returns hands each side its next ones. */
async function people(path: Path, { settings, bareDatabase }: Surroundings, count: number) {
  const { lines, registry } = path.applicants(count);
  const { DATA_KEYS: dataKeys = '', LOOKUP_KEY: lookupKey = '' } = settings.environment;
  for (const url of [settings.databases.engine, ...path.bare.map(({ workflow }) => bareDatabase(workflow))]) {
    await register(url, { dataKeys, lookupKey }, registry);
  }
  const taken = new Map<Side, number>();
  return (side: Side, wanted: number): readonly ExampleApplication[] => {
    const from = taken.get(side) ?? 0;
    taken.set(side, from + wanted);
    return lines.slice(from, from + wanted);
  };
}

function sideRunner(
  path: Path,
  { settings, processes }: Surroundings,
  urls: ReadonlyMap<BareWorkflow, string>,
  concurrency: number,
) {
  const engine = product(path, settings, settings.urls.app);
  const bareResults = new Map<Side, RoundResult>();
  const pids = processes();

  async function round(side: Side, lines: readonly ExampleApplication[]): Promise<Round> {
    if (side === 'engine') return engine.round(lines, concurrency);
    const applicants = lines.map((line) => bareApplicant(line, settings.environment.LOOKUP_KEY!));
    const result = await bareRound(urls.get(side)!, { concurrency, applicants });
    bareResults.set(side, result);
    return result;
  }

  return {
    engine,
    round,
    lastOf: (side: BareWorkflow) => bareResults.get(side)!,
    async measuredRound(side: Side, lines: readonly ExampleApplication[]): Promise<MeasuredRound> {
      const before = cpuUsed(pids);
      const { seconds, milliseconds } = await round(side, lines);
      const used = Object.entries(cpuUsed(pids)).map(([part, after]) => [part, (after - before[part]!) / lines.length]);
      return { seconds, milliseconds, perSecond: lines.length / seconds, cpu: Object.fromEntries(used) };
    },
  };
}

async function bareRound(url: string, body: RoundRequest): Promise<RoundResult> {
  const response = await fetch(`${url}/round`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as RoundResult;
}

async function bareFigures(temporal: Client, { workflowIds, statements }: RoundResult): Promise<CaseFigures> {
  const figures = await middleFigures(temporal, workflowIds.slice(0, counted));
  return { ...figures, statements: Math.round(statements / workflowIds.length) };
}

async function temporalClient({ settings }: Surroundings): Promise<Client> {
  const connection = await Connection.connect({ address: settings.temporalAddress });
  return new Client({ connection, dataConverter: encryptedPayloads(settings.environment.PAYLOAD_KEYS!) });
}
