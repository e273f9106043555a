import type { Fen } from '../money.ts';
import { knownValue, unstated } from '../policy/figure.ts';
import type { Ledger } from './ledger.ts';
import { ofPopulation, type Rules } from './person.ts';
import { shareOf, type Shared, type Terms } from './share.ts';

/** 大病保险: of what basic insurance leaves in a year, the part above the threshold of the person's population. */
export function criticalIllnessInsurance(remaining: Fen, { insured, person }: Rules, ledger: Ledger): Shared {
  const rules = knownValue(insured.benefits.criticalIllness);
  const { threshold, ratio } = ofPopulation(rules.byPopulation, person) ?? rules;
  const cap = rules.cap ?? unstated<string>(insured, 'benefits.criticalIllness.cap');
  const terms: Terms = {
    standard: 'criticalIllnessInsurance',
    deductible: { key: 'deductible:criticalIllnessInsurance', per: 'year', figure: threshold },
    ratio,
    limits: [{ name: 'yearly', key: 'yearly:criticalIllnessInsurance', figure: cap }],
  };
  return shareOf(remaining, terms, ledger);
}
