import type { Fen } from '../money.ts';
import { knownValue, unstated } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import type { Claim } from './claim.ts';
import { layerAnswer, type LayerAnswer } from './layer.ts';
import type { Ledger } from './ledger.ts';
import { shareOf, type Terms } from './share.ts';

/** 大病保险: of what basic insurance leaves in a year, the part above the threshold of the person's population. */
export function criticalIllnessInsurance(remaining: Fen, claim: Claim, policy: Policy, ledger: Ledger): LayerAnswer {
  const rules = knownValue(policy.benefits.criticalIllness);
  const own = Object.entries(rules.byPopulation ?? {}).find(([code]) => claim.populations.includes(code))?.[1];
  const { threshold, ratio } = own ?? rules;
  const cap = rules.cap ?? unstated<string>(policy, 'benefits.criticalIllness.cap');
  const terms: Terms = {
    standard: 'criticalIllnessInsurance',
    deductible: { key: 'deductible:criticalIllnessInsurance', figure: threshold },
    ratio,
    limits: [{ name: 'yearly', key: 'yearly:criticalIllnessInsurance', figure: cap }],
  };
  return layerAnswer('criticalIllnessInsurance', [shareOf(remaining, terms, ledger)]);
}
