import type { Policy } from '../policy/schema.ts';
import type { Claim } from './claim.ts';
import { layerAnswer, refusedBy, type LayerAnswer, type Refused } from './layer.ts';
import type { Ledger } from './ledger.ts';
import { shareOf, type Share } from './share.ts';
import { basicTerms, missingFiling } from './standard.ts';

/** 基本医疗保险: each line by its own standard, in the order in which they stand. */
export function basicInsurance(claim: Claim, policy: Policy, ledger: Ledger): LayerAnswer {
  const shares: Share[] = [];
  const refused: Refused[] = [];
  for (const [line, expense] of claim.lines.entries()) {
    const filing = missingFiling(policy, claim, expense);
    if (filing) refused.push({ line, ...refusedBy('filingMissing', filing) });
    else shares.push({ line, ...shareOf(expense.inScope, basicTerms(policy, claim, expense), ledger) });
  }
  return layerAnswer('basicInsurance', shares, refused);
}
