import { columns } from '../../cli/policy/columns.ts';
import type { Figures, RoundFigures } from './batch-measures.ts';

/** A figure beside a goal is information, never a failure. */
export function batchReport({ options, machine, rounds }: Figures): string {
  const { experts, concurrency } = options;
  const heading = ['', ...rounds.map(({ members }) => `${members} members`), 'goal'];
  const row = (name: string, figure: (round: RoundFigures) => string, goal = '') => [name, ...rounds.map(figure), goal];
  const phase = (name: string, of: keyof RoundFigures['seconds']) => row(name, ({ seconds }) => seconds[of].toFixed(1));
  const parts = Object.keys(rounds[0]!.member.cpu);
  const tables = [
    [
      `${experts} experts vote at once, ${concurrency} applications at a time before; ` +
        `${machine.processors} processors, load ${machine.loadBefore.toFixed(1)} before`,
    ],
    [
      'Seconds',
      ...columns([
        heading,
        row(
          'applications until they wait, no part of the round',
          ({ seeding }) => `${seeding.seconds.toFixed(1)} (${seeding.perSecond.toFixed(1)}/s)`,
        ),
        phase('members fixed, panel drawn and called', 'drawing'),
        phase('experts vote', 'voting'),
        phase('nothing to do until the hour of closing', 'waiting'),
        phase('closed, counted, signed', 'counting'),
        phase('published: every member decided', 'publishing'),
        row(
          'cut-off to published',
          ({ seconds }) => `${seconds.all.toFixed(0)} (${(seconds.all / 60).toFixed(1)} min)`,
          '10,000: at most 20 min',
        ),
      ]),
    ],
    [
      'Ballots',
      ...columns([
        heading,
        row('cast', ({ ballots }) => String(ballots.count)),
        row('a second', ({ ballots }) => ballots.perSecond.toFixed(1), 'at least 100'),
        row('p50, p95, ms', ({ ballots: { p50, p95 } }) => `${p50.toFixed(1)}, ${p95.toFixed(1)}`),
      ]),
    ],
    ['Coordinator', ...columns([heading, row('events of its history', ({ events }) => String(events), 'below 5,000')])],
    [
      'A member, from cut-off to publication',
      ...columns([
        heading,
        row('SQL statements', ({ member }) => member.statements.toFixed(1), 'does not grow'),
        row('events of its case, all', ({ member }) => String(member.events), 'does not grow'),
        ...parts.map((part) => row(`CPU ms, ${part}`, ({ member }) => member.cpu[part]!.toFixed(1), 'does not grow')),
      ]),
    ],
    [
      'Memory of the app meanwhile, MB',
      ...rounds.flatMap(({ members, memory }) => [
        `${members} members: ${memory.resident.join(' ')} (heap ${memory.heap.join(' ')})`,
      ]),
    ],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
