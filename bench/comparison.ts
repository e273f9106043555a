/**
 * What the engine costs beside bare Temporal, in one run on one server: a bare workflow with an activity per effect, the
 * leanest one (local activities, eager start), and the engine through its API. Each is a process of its own, and they
 * take turns, so that whatever else the machine does meets all of them. A time to decision ends when the decision is in
 * the database; a round ends when the last effect is.
 */
import { cpus, loadavg } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import type { ExampleApplication } from '../examples/format.ts';
import { encryptedPayloads } from '../worker/data-converter.ts';
import { applicants, bareApplicant, register } from './applicants.ts';
import type { RoundRequest, RoundResult } from './bare/main.ts';
import { cpuUsed } from './cpu.ts';
import { openLoop, spread, type Spread } from './measure.ts';
import { countedFigures, middleFigures, product, type CaseFigures, type Round } from './product.ts';
import { bareWorkflows, type BareWorkflow, type Surroundings } from './surroundings.ts';

export interface Options {
  readonly cases: number;
  readonly rounds: number;
  readonly concurrency: number;
  readonly stubs: boolean;
}

export const sides = [...bareWorkflows, 'engine'] as const;
export type Side = (typeof sides)[number];

export interface MeasuredRound extends Round {
  readonly perSecond: number;
  /** CPU milliseconds a case, by part; `load` is this process, which sends to the engine. */
  readonly cpu: Readonly<Record<string, number>>;
}

export interface Figures {
  readonly options: Options;
  readonly machine: { readonly processors: number; readonly loadBefore: number };
  readonly rounds: Readonly<Record<Side, readonly MeasuredRound[]>>;
  /** Each when everything of the one before is done. */
  readonly unloaded: Spread;
  /** Evenly, at a quarter of the engine's highest rate. */
  readonly quarter: Spread & { readonly perSecond: number };
  readonly counts: Readonly<Record<'engine' | 'withLocalActivities', CaseFigures>>;
}

const warmUpAtMost = 100;
const counted = 12;
const unhurriedAtMost = 200;

export async function compare(options: Options, surroundings: Surroundings): Promise<Figures> {
  const { settings } = surroundings;
  const { cases, rounds, concurrency } = options;
  const warmUp = Math.min(warmUpAtMost, cases);
  const unhurried = Math.min(unhurriedAtMost, cases);
  const take = await people(surroundings, counted + warmUp + cases + 2 * unhurried);
  const temporal = await temporalClient(surroundings);
  const engineCounts = await countedFigures(settings, temporal, take('engine', counted));

  const run = sideRunner(surroundings, await surroundings.startSides(), concurrency);
  for (const side of sides) await run.round(side, take(side, warmUp));
  const loadBefore = loadavg()[0]!;
  const measured: Record<Side, MeasuredRound[]> = { withActivities: [], withLocalActivities: [], engine: [] };
  for (let turn = 0; turn < rounds; turn += 1) {
    const count = Math.floor(((turn + 1) * cases) / rounds) - Math.floor((turn * cases) / rounds);
    for (const side of sides) measured[side].push(await run.measuredRound(side, take(side, count)));
    const rates = sides.map((side) => `${side} ${measured[side][turn]!.perSecond.toFixed(1)}`);
    surroundings.tell(`  round ${turn + 1} of ${rounds}, applications a second: ${rates.join(', ')}`);
  }

  const highest = Math.max(...measured.engine.map(({ perSecond }) => perSecond));
  const unloaded = spread(await run.engine.alone(take('engine', unhurried)));
  const evenly = take('engine', unhurried);
  const quarter = spread(await openLoop(unhurried, highest / 4, async (index) => void (await run.engine.apply(evenly[index]!))));
  return {
    options,
    machine: { processors: cpus().length, loadBefore },
    rounds: measured,
    unloaded,
    quarter: { ...quarter, perSecond: highest / 4 },
    counts: { engine: engineCounts, withLocalActivities: await bareFigures(temporal, run.lastOf('withLocalActivities')) },
  };
}

/** Puts people into every side's registries; what it returns hands each side its next ones. */
async function people({ settings, bareDatabase }: Surroundings, count: number) {
  const { lines, registry } = applicants(count);
  const { DATA_KEYS: dataKeys = '', LOOKUP_KEY: lookupKey = '' } = settings.environment;
  for (const url of [settings.databases.engine, ...bareWorkflows.map(bareDatabase)]) {
    await register(url, { dataKeys, lookupKey }, registry);
  }
  const taken: Record<Side, number> = { withActivities: 0, withLocalActivities: 0, engine: 0 };
  return (side: Side, wanted: number): readonly ExampleApplication[] => {
    taken[side] += wanted;
    return lines.slice(taken[side] - wanted, taken[side]);
  };
}

function sideRunner({ settings, processes }: Surroundings, urls: Record<BareWorkflow, string>, concurrency: number) {
  const engine = product(settings);
  const bareResults = new Map<Side, RoundResult>();
  const pids = processes();

  async function round(side: Side, lines: readonly ExampleApplication[]): Promise<Round> {
    if (side === 'engine') return engine.round(lines, concurrency);
    const applicants = lines.map((line) => bareApplicant(line, settings.environment.LOOKUP_KEY!));
    const result = await bareRound(urls[side], { concurrency, applicants });
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
