import { columns } from '../../cli/policy/columns.ts';
import type { Figures, Measured } from './queue-measures.ts';

/** Goals in milliseconds; a figure beside them is information, never a failure. */
const goals = { next: 'p95 at most 20', page: 'p95 at most 50' };

export function queueReport({ options, machine, next, pages, counts }: Figures): string {
  const { tasks, calls, reviewers } = options;
  const row = (name: string, { p50, p95, statements }: Measured, goal = '') => [
    name,
    p50.toFixed(1),
    p95.toFixed(1),
    statements.toFixed(1),
    goal,
  ];
  const heading = ['', 'p50', 'p95', 'SQL', 'goal'];
  const tables = [
    [
      `${tasks} tasks, ${calls} calls of each sort over HTTP, app and callers in one process; ` +
        `${machine.processors} processors, load ${machine.loadBefore.toFixed(1)} before`,
    ],
    [
      'Next for me, ms',
      ...columns([heading, row('one at a time', next.alone, goals.next), row(`${reviewers} at once`, next.together)]),
    ],
    [
      'First page of fifty, ms',
      ...columns([heading, ...Object.entries(pages).map(([name, figures]) => row(name, figures, goals.page))]),
    ],
    ['Count, ms', ...columns([heading, ...Object.entries(counts).map(([name, figures]) => row(name, figures))])],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
