import { fen, least, minus, timesHalfUp, type Fen } from '../money.ts';
import { known, knownValue } from '../policy/figure.ts';
import type { Figure } from '../policy/schema.ts';
import type { Ledger } from './ledger.ts';

/** A figure as it was applied, with where it is stated. */
export type Applied<T> = Pick<Figure<T>, 'clause' | 'path' | 'pack' | 'origin'> & { readonly value: T | 'none' };

/** By which figures an amount is shared between a fund and the person. */
export interface Terms {
  /** Name of the standard, or of the layer itself. */
  readonly standard: string;
  readonly deductible: Threshold | undefined;
  readonly ratio: Figure<number>;
  /** In percentage points as a decimal, taken off the ratio. */
  readonly reduction?: number;
  readonly limits: readonly Limit[];
}

export interface Threshold {
  /** Accumulator, of the service year or of the claim that bears it anew. */
  readonly key: string;
  readonly per: 'year' | 'claim';
  readonly figure: Figure<string>;
}

export interface Limit {
  /** Of the insurance year as a whole, or of one disease, kind of expense or layer in a year or month. */
  readonly name: 'annual' | 'yearly' | 'monthly';
  readonly key: string;
  readonly figure: Figure<string>;
}

/** What a fund pays of an amount, and each step to it. Always: paid + left = eligible. */
export interface Shared {
  readonly standard: string;
  readonly eligible: Fen;
  readonly deductible: (Applied<string> & { readonly borneBefore: Fen; readonly borne: Fen }) | undefined;
  readonly ratio: Applied<number> & { readonly applied: number };
  /** The ratio's share of what exceeds the deductible, before limits. */
  readonly due: Fen;
  readonly limits: readonly (Applied<string> & {
    readonly name: Limit['name'];
    readonly usedBefore: Fen;
    readonly cut: boolean;
  })[];
  readonly paid: Fen;
  readonly left: Fen;
}

export interface Share extends Shared {
  /** Positions of the lines that it is of. */
  readonly lines: readonly number[];
}

/**
 * Rounded once, half up, where the ratio is applied (PRACTICE, Rounding): `eligible` is what all lines of these terms
 * come to, so that how many lines there are decides no 分.
 */
export function shareOf(eligible: Fen, terms: Terms, ledger: Ledger): Shared {
  const { standard, deductible, ratio, reduction = 0, limits } = terms;
  const borneOf = deductible && { ...applied(deductible.figure), ...borne(eligible, deductible, ledger) };
  const applies = minusPoints(knownValue(ratio), reduction);
  const due = timesHalfUp(minus(eligible, borneOf?.borne ?? nothing), applies);
  const rooms = limits.map((limit) => ({ limit, ...roomOf(limit, ledger) }));
  const paid = least(due, ...rooms.map(({ room }) => room));

  if (deductible && borneOf) ledger.bear(deductible, borneOf.borne);
  for (const { limit } of rooms) ledger.add(limit.key, paid);
  for (const { limit, room } of rooms) if (due > room) ledger.dependOn(limit.key);
  return {
    standard,
    eligible,
    deductible: borneOf,
    ratio: { ...applied(ratio), applied: applies },
    due,
    limits: rooms.map(({ limit: { name, figure }, room, usedBefore }) => ({
      name,
      ...applied(figure),
      usedBefore,
      cut: due > room,
    })),
    paid,
    left: minus(eligible, paid),
  };
}

const nothing = 0 as Fen;

function borne(eligible: Fen, { key, per, figure }: Threshold, ledger: Ledger): { borneBefore: Fen; borne: Fen } {
  const threshold = amountOf(known(figure)) ?? nothing;
  const borneBefore = per === 'year' ? ledger.used(key) : ledger.borneHere(key);
  const room = minus(threshold, least(threshold, borneBefore));
  if (per === 'year' && eligible > room) ledger.dependOn(key);
  return { borneBefore, borne: least(eligible, room) };
}

function roomOf({ key, figure }: Limit, ledger: Ledger): { room: Fen; usedBefore: Fen } {
  const ceiling = amountOf(known(figure));
  return { room: ceiling === undefined ? endless : ledger.room(key, ceiling), usedBefore: ledger.used(key) };
}

const endless = Number.MAX_SAFE_INTEGER as Fen;

function amountOf(figure: string): Fen | undefined {
  return figure === 'none' ? undefined : fen(figure);
}

export function applied<T>(figure: Figure<T>): Applied<T> {
  const { clause, path, pack, origin } = figure;
  return { value: known(figure), clause, path, pack, origin };
}

/** 0.7 less 0.2 is 0.5: ratios count as the decimals they print as. */
function minusPoints(ratio: number, reduction: number): number {
  return Math.max(0, Math.round((ratio - reduction) * 1e6) / 1e6);
}
