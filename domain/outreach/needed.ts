import type { Reason } from '../eligibility/verdict.ts';
import type { Disease, Evidence } from '../policy/schema.ts';
import { stated } from '../policy/figure.ts';

/** What would show that a criterion is met: all that is required, and one of the alternatives where there are any. */
export interface Needed {
  readonly criterion: string;
  readonly required: readonly Evidence[];
  readonly alternatives: readonly Evidence[];
}

/** What a refusal asks for, criterion by criterion; a formal reason, as a lapsed insurance, names none. */
export function whatWouldBeNeeded({ criteria }: Disease, reasons: readonly Reason[]): readonly Needed[] {
  const named = new Set(reasons.map(({ params }) => params['criterion']));
  return (stated(criteria) ?? [])
    .filter(({ code }) => named.has(code))
    .map(({ code: criterion, required, alternatives }) => ({ criterion, required, alternatives }));
}
