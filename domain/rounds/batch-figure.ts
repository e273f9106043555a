import { DomainError } from '../errors.ts';
import { unstated } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';

type MonthlyBatch = NonNullable<Policy['procedures']['monthlyBatch']>;

/** @throws DomainError NO_PROCEDURE where the region decides nothing in rounds. */
export function batchFigure<N extends keyof MonthlyBatch>(policy: Policy, name: N): NonNullable<MonthlyBatch[N]> {
  const { monthlyBatch } = policy.procedures;
  if (!monthlyBatch) {
    throw new DomainError('NO_PROCEDURE', `${policy.pack} does not describe the procedure monthlyBatch`, {
      params: { pack: policy.pack, procedure: 'monthlyBatch' },
    });
  }
  return (monthlyBatch[name] ?? unstated(policy, `procedures.monthlyBatch.${name}`)) as NonNullable<MonthlyBatch[N]>;
}
