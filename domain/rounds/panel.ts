import { knownValue } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
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
  const found = Object.entries(specialties).find(([, diseases]) => diseases.includes(disease));
  return found?.[0] ?? null;
}
