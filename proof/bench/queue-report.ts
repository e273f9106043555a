import { columns } from '../../cli/policy/columns.ts';
import type { Figures, Measured } from './queue-measures.ts';

/** Goals in milliseconds; a figure beside them is information, never a failure. */
const goals = { next: 'p95 at most 20', page: 'p95 at most 50' };

export function queueReport({ options, machine, next, inbox, inboxCounts, pages, counts }: Figures): string {
  const { tasks, ballots, contacts, calls, reviewers } = options;
  const row = (name: string, { p50, p95, statements }: Measured, goal = '') => [
    name,
    p50.toFixed(1),
    p95.toFixed(1),
    statements.toFixed(1),
    goal,
  ];
  const rows = (all: Readonly<Record<string, Measured>>, goal?: string) =>
    Object.entries(all).map(([name, figures]) => row(name, figures, goal));
  const heading = ['', 'p50', 'p95', 'SQL', 'goal'];
  const tables = [
    [
      `${tasks} tasks, ${ballots} ballots, ${contacts} contacts; ${calls} calls of each sort over ` +
        'HTTP, app and callers',
      `in one process; ${machine.processors} processors, load ${machine.loadBefore.toFixed(1)} before`,
    ],
    [
      'Next for me, ms',
      ...columns([
        heading,
        row('an officer: a task, one at a time', next.alone, goals.next),
        row(`${reviewers} officers at once`, next.together),
        row('an expert: a ballot', next.expert, goals.next),
      ]),
    ],
    ['The inbox, first page of fifty, ms', ...columns([heading, ...rows(inbox, goals.page)])],
    ['The inbox, count, ms', ...columns([heading, ...rows(inboxCounts)])],
    ['Tasks, first page of fifty, ms', ...columns([heading, ...rows(pages, goals.page)])],
    ['Tasks, count, ms', ...columns([heading, ...rows(counts)])],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
