import { columns } from '../../cli/policy/columns.ts';
import { median } from './measure.ts';
import { sides, type Figures, type Side } from './settlement-measures.ts';

const titles: Readonly<Record<Side, string>> = {
  bare: '(a) bare transaction, same rows',
  desk: '(b) settled and committed',
  http: '(c) the same through the API',
};

/** A goal beside a figure is information, never a failure. */
export function settlementReport({ options, machine, rounds, flat }: Figures): string {
  const { claims, concurrency, earlier } = options;
  const tables = [
    [
      `${claims} claims a side and round, ${concurrency} at a time; ${machine.processors} ` +
        `processors, load ${machine.loadBefore.toFixed(1)} before`,
    ],
    [
      ...columns([
        ['', 'claims/s', 'p50 ms', 'p95 ms', 'SQL'],
        ...sides.map((side) => [
          titles[side],
          ...(
            [
              ['perSecond', 0],
              ['p50', 1],
              ['p95', 1],
              ['statements', 1],
            ] as const
          ).map(([what, digits]) => median(rounds[side].map((round) => round[what])).toFixed(digits)),
        ]),
      ]),
    ],
    [
      `(b) / (a), median: ${ratioOf(rounds, 'desk')}; goal at least 0.5`,
      `(c) / (a), median: ${ratioOf(rounds, 'http')}; caller and server in one process`,
    ],
    [
      'One at a time, ms',
      ...columns([
        ['', 'p50', 'p95', 'goal'],
        ['no earlier claims', flat.none.p50.toFixed(2), flat.none.p95.toFixed(2), ''],
        [`${earlier} earlier claims`, flat.many.p50.toFixed(2), flat.many.p95.toFixed(2), 'within a fifth'],
      ]),
    ],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function ratioOf(rounds: Figures['rounds'], side: Side): string {
  return median(rounds[side].map(({ perSecond }, turn) => perSecond / rounds.bare[turn]!.perSecond)).toFixed(2);
}
