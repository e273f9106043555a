import { columns } from '../cli/policy/columns.ts';
import { sides, type Figures, type MeasuredRound, type Side } from './comparison.ts';
import { median, spread } from './measure.ts';

const titles: Readonly<Record<Side, string>> = {
  withActivities: '(a) bare Temporal, an activity per effect',
  withLocalActivities: '(b) bare Temporal, local activities, eager start',
  engine: '(c) engine through its API',
};

/** Goals of the engine; a figure beside them is information, never a failure. */
const goals = { toLocal: 0.8, toActivities: 1.5, events: 14, unloaded: { p50: 80, p95: 200 } };

export function report({ options, machine, rounds, unloaded, quarter, counts }: Figures): string {
  const { cases, concurrency, stubs } = options;
  const services = stubs ? 'stubs for the services' : 'both services';
  const tables = [
    [`${cases} applications a side, ${concurrency} at a time, ${services}; ${machine.processors} processors, load ${machine.loadBefore.toFixed(1)} before`],
    ['Applications a second', ...columns([...sides.map((side) => throughputRow(titles[side], rounds[side])), ...ratioRows(rounds)])],
    ['Submission to decision, ms', ...columns([['', 'p50', 'p95', 'goal'], ...sides.map((side) => timesRow(titles[side], rounds[side])), ...unhurriedRows({ unloaded, quarter })])],
    ['CPU an application, ms', ...columns(cpuRows(rounds))],
    ['Counts an application', ...columns(countRows(counts))],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function throughputRow(title: string, rounds: readonly MeasuredRound[]): string[] {
  const total = rounds.reduce((sum, { milliseconds }) => sum + milliseconds.length, 0);
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0);
  return [title, (total / seconds).toFixed(1), `rounds ${rounds.map(({ perSecond }) => perSecond.toFixed(1)).join(' ')}`];
}

function ratioRows(rounds: Figures['rounds']): string[][] {
  const ratios = (to: Side) => rounds.engine.map(({ perSecond }, turn) => perSecond / rounds[to][turn]!.perSecond);
  const row = (title: string, all: number[], goal: number) => [
    title,
    median(all).toFixed(2),
    `rounds ${all.map((each) => each.toFixed(2)).join(' ')}; goal at least ${goal}`,
  ];
  return [row('c / b, median', ratios('withLocalActivities'), goals.toLocal), row('c / a, median', ratios('withActivities'), goals.toActivities)];
}

function timesRow(title: string, rounds: readonly MeasuredRound[]): string[] {
  const { p50, p95 } = spread(rounds.flatMap(({ milliseconds }) => milliseconds));
  return [title, whole(p50), whole(p95), ''];
}

function unhurriedRows({ unloaded, quarter }: Pick<Figures, 'unloaded' | 'quarter'>): string[][] {
  return [
    ['(c) alone, one at a time', whole(unloaded.p50), whole(unloaded.p95), `p50 at most ${goals.unloaded.p50}`],
    [`(c) at ${quarter.perSecond.toFixed(1)} a second`, whole(quarter.p50), whole(quarter.p95), `p95 at most ${goals.unloaded.p95}`],
  ];
}

function cpuRows(rounds: Figures['rounds']): string[][] {
  const parts = Object.keys(rounds.engine[0]!.cpu);
  const of = (side: Side, part: string) => median(rounds[side].map(({ cpu }) => cpu[part]!));
  const all = (side: Side) => parts.reduce((sum, part) => sum + of(side, part), 0);
  return [
    ['', 'all', ...parts],
    ...sides.map((side) => [titles[side], all(side).toFixed(1), ...parts.map((part) => of(side, part).toFixed(1))]),
  ];
}

function countRows({ engine, withLocalActivities }: Figures['counts']): string[][] {
  const row = (title: string, { events, workflowTasks, statements, payloadBytes }: Figures['counts']['engine'], goal: string) => [
    title,
    ...[events, workflowTasks, statements, payloadBytes].map(String),
    goal,
  ];
  return [
    ['', 'history events', 'workflow tasks', 'SQL statements', 'payload bytes', ''],
    row(titles.withLocalActivities, withLocalActivities, ''),
    row(titles.engine, engine, `events at most ${goals.events}`),
  ];
}

function whole(milliseconds: number): string {
  return String(Math.round(milliseconds));
}
