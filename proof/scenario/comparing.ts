import { instantOf, instantPattern, shown } from './calendar-time.ts';

export interface Difference {
  /** Below the expectation. */
  readonly path: readonly PropertyKey[];
  readonly expected: unknown;
  readonly found: unknown;
}

/** Only what is expected is looked at; within it, records field by field. */
export function compared(expected: object, found: object): Difference[] {
  return Object.entries(expected).flatMap(([key, wanted]) => {
    if (wanted === undefined) return [];
    const there = (found as Record<string, unknown>)[key];
    if (isRecord(wanted) && isRecord(there)) return below([key], compared(wanted, there));
    return same(wanted, there) ? [] : [{ path: [key], expected: wanted, found: there ?? 'none' }];
  });
}

export function below(path: readonly PropertyKey[], differences: readonly Difference[]): Difference[] {
  return differences.map((difference) => ({ ...difference, path: [...path, ...difference.path] }));
}

/** Lists are the same in any order. */
export function same(a: unknown, b: unknown): boolean {
  const canonical = (value: unknown) => JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
  return canonical(a) === canonical(b);
}

/** Midnight has two names. */
export function instantsShown(expected: object): object {
  const instants = Object.entries(expected).filter(
    ([, value]) => typeof value === 'string' && instantPattern.test(value),
  );
  return Object.fromEntries(instants.map(([key, value]) => [key, shown(instantOf(value as string))]));
}

export function shownOrNone(instant: string | null | undefined): string {
  return instant ? shown(new Date(instant)) : 'none';
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
