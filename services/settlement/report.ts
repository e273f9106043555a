import { yuan, type Fen } from '../../domain/money.ts';
import { insuranceTypes } from '../../domain/policy/disease-schema.ts';
import type { YearlyReport } from './contract/reports.ts';
import type { FigureRow, Period } from './report-rows.ts';

export const statistics = ['approvals', 'visits', 'amount'] as const;
export type Statistic = (typeof statistics)[number];

/** A figure, and where it comes from: `counted`, or the document that states it. */
interface Known {
  readonly value: bigint;
  readonly from: string;
}

/**
 * 年度统计: approvals, visits and amounts by insurance type, with the change on the year before. What a document states
 * of a year stands before what is counted here; a year of which neither is known is null, never nought.
 */
export function yearlyReport(
  region: string,
  year: number,
  approvals: Period,
  rows: readonly FigureRow[],
): YearlyReport {
  const calendarYear = { from: `${year}-01-01`, until: `${year}-12-31` };
  const periods = { approvals, visits: calendarYear, amount: calendarYear };
  return { region, year, periods, lines: [...insuranceTypes, 'all' as const].map((type) => lineOf(rows, type, year)) };
}

function lineOf(
  rows: readonly FigureRow[],
  insuranceType: YearlyReport['lines'][number]['insuranceType'],
  year: number,
) {
  const valueOf = (statistic: Statistic) => figureOf(rows, insuranceType, statistic, year)?.value ?? 0n;
  const before = (statistic: Statistic) => figureOf(rows, insuranceType, statistic, year - 1);
  const [approvals, visits, amount] = [valueOf('approvals'), valueOf('visits'), valueOf('amount')];
  return {
    insuranceType,
    approvals: compared(approvals, before('approvals'), Number),
    visits: compared(visits, before('visits'), Number),
    amount: compared(amount, before('amount'), hundredths),
    amountPerVisit: visits === 0n ? null : hundredths(dividedHalfUp(amount, visits)),
  };
}

/** Of all types only where it is known of each. */
function figureOf(rows: readonly FigureRow[], type: string, statistic: Statistic, year: number): Known | undefined {
  const those = rows.filter((row) => row.statistic === statistic && row.year === year);
  if (type !== 'all') return figureOfType(those, type);
  const each = insuranceTypes.map((one) => figureOfType(those, one));
  if (!each.every((known) => known !== undefined)) return undefined;
  const value = each.reduce((total, known) => total + known.value, 0n);
  return { value, from: [...new Set(each.map(({ from }) => from))].join('; ') };
}

/** A year of which something was counted was kept here: then a type without anything has nought. */
function figureOfType(rows: readonly FigureRow[], type: string): Known | undefined {
  const stated = rows.find(({ insuranceType, source }) => insuranceType === type && source !== null);
  if (stated) return { value: stated.value, from: stated.source! };
  const counted = rows.filter(({ source }) => source === null);
  if (counted.length === 0) return undefined;
  return { value: counted.find(({ insuranceType }) => insuranceType === type)?.value ?? 0n, from: 'counted' };
}

function compared<V>(value: bigint, before: Known | undefined, said: (value: bigint) => V) {
  if (!before) return { value: said(value), before: null, beforeFrom: null, change: null, growth: null };
  const change = value - before.value;
  return {
    value: said(value),
    before: said(before.value),
    beforeFrom: before.from,
    change: said(change),
    growth: before.value === 0n ? null : hundredths(dividedHalfUp(change * 10_000n, before.value)),
  };
}

/** Two decimals, with a sign where it is below nought. */
function hundredths(value: bigint): string {
  return value < 0n ? `-${yuan(Number(-value) as Fen)}` : yuan(Number(value) as Fen);
}

/** Rounded half away from nought. */
function dividedHalfUp(dividend: bigint, divisor: bigint): bigint {
  const magnitude = ((dividend < 0n ? -dividend : dividend) * 2n + divisor) / (2n * divisor);
  return dividend < 0n ? -magnitude : magnitude;
}
