import { knownValue } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import type { Barred } from '../tasks/four-eyes.ts';
import { batchFigure } from './batch-figure.ts';

/** How many judge a member 入批申请. */
export interface Panel {
  /** Independently, each. */
  readonly experts: number;
  /** As well when these differ 加评专家. */
  readonly further: number;
}

export function panelOf(policy: Policy): Panel {
  const { experts, further } = knownValue(batchFigure(policy, 'panel'));
  return { experts, further };
}

/** What an expert must have to judge the disease; null = any expert may. */
export function specialtyOf(policy: Policy, disease: string): string | null {
  const { specialties } = knownValue(batchFigure(policy, 'panel'));
  const [specialty] = Object.entries(specialties).find(([, diseases]) => diseases.includes(disease)) ?? [];
  return specialty ?? null;
}

/** The next of those drawn who have not been called yet and have declared no conflict since. */
export function nextJudges(
  { judges, barred }: { readonly judges: readonly string[]; readonly barred: Barred },
  called: readonly string[],
  count: number,
): string[] {
  const free = judges.filter((judge) => barred[judge] === undefined && !called.includes(judge));
  return free.slice(0, count);
}
