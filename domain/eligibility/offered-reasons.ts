import { DomainError } from '../errors.ts';
import { stated } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import { clinicalReasonCodes, reason, refusalReasonCodes } from './reason.ts';
import type { Reason } from './verdict.ts';

/** A reason as whoever refuses names it: the clause is the pack's to say. */
export interface ChosenReason {
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * What somebody may refuse this disease for: what the rules found and left to people, and each of its admission
 * criteria as not met or not shown. Each comes with its clause.
 * @param open points that the rules left open
 */
export function offeredReasons(policy: Policy, disease: string, open: readonly Reason[]): Reason[] {
  const criteria = stated(policy.diseases)?.[disease]?.criteria;
  const clinical = (stated(criteria) ?? []).flatMap(({ code: criterion }) =>
    clinicalReasonCodes.map((code) => reason(code, criteria!.clause, { criterion })),
  );
  const found = open.filter(({ code }) => refusalReasonCodes.some((known) => known === code));
  return [...found, ...clinical];
}

/**
 * The offered reasons that were chosen.
 * @throws DomainError DECISION_INCOMPLETE naming those that nobody may be refused for here.
 */
export function reasonsChosen(chosen: readonly ChosenReason[], offered: readonly Reason[]): Reason[] {
  const matched = chosen.map((one) => offered.find((each) => isSame(one, each)));
  const findings = matched.flatMap((found, index) =>
    found
      ? []
      : {
          where: `/reasons/${index}`,
          problem: `${chosen[index]!.code} with these params is no reason here`,
          hint: offered.map(({ code, params }) => `${code} ${JSON.stringify(params)}`).join('; ') || 'there is none',
        },
  );
  if (findings.length === 0) return [...new Set(matched as Reason[])];
  throw new DomainError('DECISION_INCOMPLETE', 'A reason is given that is none for this disease.', { findings });
}

function isSame(chosen: ChosenReason, { code, params }: Reason): boolean {
  return chosen.code === code && textOf(chosen.params) === textOf(params);
}

function textOf(params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.entries(params).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
