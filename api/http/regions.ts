import { reaches, type Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';

/** The regions in which the caller may do this; undefined = in all. For operations whose reach is regions alone. */
export function regionsWithin(operation: Operation, caller: Caller): readonly string[] | undefined {
  const alternatives = reaches(operation, caller);
  if (alternatives.some(({ regions }) => regions === undefined)) return undefined;
  return alternatives.flatMap(({ regions = [] }) => regions);
}
