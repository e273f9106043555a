import { columns } from '../../cli/policy/columns.ts';
import type { Figures, MeasuredRound } from './comparison.ts';
import { median, spread } from './measure.ts';
import { leanestOf, type BareSide, type Path } from './path.ts';
import type { CaseFigures } from './product.ts';

const engineTitle = '(c) engine through its API';

/** A goal beside a figure is information, never a failure. */
export function report(path: Path, figures: Figures): string {
  const { options, machine, rounds } = figures;
  const { cases, concurrency, stubs } = options;
  const services = stubs ? 'stubs for the services' : 'both services';
  const sides: Sides = [
    ...path.bare.map(({ title, workflow }) => [title, rounds[workflow]!] as const),
    [engineTitle, rounds.engine!],
  ];
  const tables = [
    [
      `${cases} applications a side, ${concurrency} at a time, ${services}; ${machine.processors} ` +
        `processors, load ${machine.loadBefore.toFixed(1)} before`,
    ],
    [
      'Applications a second',
      ...columns([...sides.map(throughputRow), ...path.bare.toReversed().map((side) => ratioRow(side, rounds))]),
    ],
    [
      'Submission to decision, ms',
      ...columns([['', 'p50', 'p95', 'goal'], ...sides.map(timesRow), ...unhurriedRows(path.goals, figures)]),
    ],
    ['CPU an application, ms', ...columns(cpuRows(sides))],
    ['Counts an application', ...columns(countRows(path, figures))],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

type Sides = readonly (readonly [title: string, rounds: readonly MeasuredRound[]])[];

function throughputRow([title, rounds]: Sides[number]): string[] {
  const total = rounds.reduce((sum, { milliseconds }) => sum + milliseconds.length, 0);
  const seconds = rounds.reduce((sum, round) => sum + round.seconds, 0);
  return [
    title,
    (total / seconds).toFixed(1),
    `rounds ${rounds.map(({ perSecond }) => perSecond.toFixed(1)).join(' ')}`,
  ];
}

function ratioRow({ workflow, title, goal }: BareSide, rounds: Figures['rounds']): string[] {
  const ratios = rounds.engine!.map(({ perSecond }, turn) => perSecond / rounds[workflow]![turn]!.perSecond);
  const said = ratios.map((each) => each.toFixed(2)).join(' ');
  return [`(c) / ${title.slice(0, 3)}, median`, median(ratios).toFixed(2), `rounds ${said}; goal at least ${goal}`];
}

function timesRow([title, rounds]: Sides[number]): string[] {
  const { p50, p95 } = spread(rounds.flatMap(({ milliseconds }) => milliseconds));
  return [title, whole(p50), whole(p95), ''];
}

function unhurriedRows({ unhurried }: Path['goals'], { unloaded, quarter }: Figures): string[][] {
  return [
    [
      '(c) alone, one at a time',
      whole(unloaded.p50),
      whole(unloaded.p95),
      unhurried ? `p50 at most ${unhurried.p50}` : '',
    ],
    [
      `(c) at ${quarter.perSecond.toFixed(1)} a second`,
      whole(quarter.p50),
      whole(quarter.p95),
      unhurried ? `p95 at most ${unhurried.p95}` : '',
    ],
  ];
}

function cpuRows(sides: Sides): string[][] {
  const parts = Object.keys(sides[0]![1][0]!.cpu);
  const row = ([title, rounds]: Sides[number]) => {
    const used = parts.map((part) => median(rounds.map(({ cpu }) => cpu[part]!)));
    return [title, ...[used.reduce((sum, each) => sum + each, 0), ...used].map((each) => each.toFixed(1))];
  };
  return [['', 'all', ...parts], ...sides.map(row)];
}

function countRows(path: Path, { counts, rows }: Figures): string[][] {
  const { workflow, title } = leanestOf(path);
  const row = (
    of: string,
    { events, workflowTasks, statements, payloadBytes }: CaseFigures,
    left: number,
    goal: string,
  ) => [of, ...[events, workflowTasks, statements, Number(left.toFixed(1)), payloadBytes].map(String), goal];
  return [
    ['', 'history events', 'workflow tasks', 'SQL statements', 'rows', 'payload bytes', ''],
    row(title, counts[workflow]!, rows[workflow]!, ''),
    row(engineTitle, counts.engine!, rows.engine!, `events at most ${path.goals.events}`),
  ];
}

function whole(milliseconds: number): string {
  return String(Math.round(milliseconds));
}
