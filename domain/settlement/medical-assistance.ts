import { DomainError } from '../errors.ts';
import type { Fen } from '../money.ts';
import { knownValue } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import type { Claim } from './claim.ts';
import { layerAnswer, refusedBy, type LayerAnswer, type Refused } from './layer.ts';
import type { Ledger } from './ledger.ts';
import { shareOf, type Terms } from './share.ts';

/** Whose rules hold: of the region where the person is insured, and of the one where the household is registered. */
export interface Policies {
  readonly insured: Policy;
  readonly household: Policy;
}

/** 医疗救助: of what the insurances leave, for assistance objects directly, for others once an application was granted. */
export function medicalAssistance(remaining: Fen, claim: Claim, policies: Policies, ledger: Ledger): LayerAnswer {
  const policy = standardOf(claim, policies);
  const rules = knownValue(policy.assistance);
  const refused = notAnObject(claim, rules) ?? unreferred(claim, policies.insured);
  if (refused) return layerAnswer('medicalAssistance', [], [refused]);
  const own = Object.entries(rules.byPopulation ?? {}).find(([code]) => claim.populations.includes(code))?.[1];
  const { ratio, cap } = own ?? rules;
  const terms: Terms = {
    standard: 'medicalAssistance',
    deductible: undefined,
    ratio,
    reduction: reductionOf(claim, policies.insured),
    limits: [{ name: 'yearly', key: 'yearly:medicalAssistance', figure: cap }],
  };
  return layerAnswer('medicalAssistance', [shareOf(remaining, terms, ledger)]);
}

/** Registered or properly referred off-site: by the standard of the household's pooling area. */
function standardOf({ place }: Claim, { insured, household }: Policies): Policy {
  if (place.where === 'local' || place.filing === 'none') return insured;
  return knownValue(knownValue(insured.offSite).assistanceStandard) === 'householdPoolingArea' ? household : insured;
}

type Rules = NonNullable<Exclude<Policy['assistance']['value'], 'none'>>;

function notAnObject({ populations, assistanceGranted }: Claim, { direct, onApplication }: Rules): Refused | undefined {
  const belongs = (codes: readonly string[]) => codes.some((code) => populations.includes(code));
  if (belongs(knownValue(direct))) return undefined;
  if (!assistanceGranted) return refusedBy('notAnAssistanceObject', direct);
  return belongs(knownValue(onApplication)) ? undefined : refusedBy('notAnAssistanceObject', onApplication);
}

function isUnreferred({ place }: Claim): boolean {
  return place.where === 'offSite' && place.filing === 'none';
}

function unreferred(claim: Claim, policy: Policy): Refused | undefined {
  if (!isUnreferred(claim)) return undefined;
  const rule = knownValue(policy.offSite).unreferred;
  // The one rule there is: outside, unless truly hard.
  knownValue(rule);
  return claim.place.hardship ? undefined : refusedBy('unreferred', rule);
}

/** @throws DomainError REDUCTION_TOO_LARGE */
function reductionOf(claim: Claim, policy: Policy): number {
  const reduction = isUnreferred(claim) ? (claim.place.hardship?.reduction ?? 0) : 0;
  if (reduction === 0) return 0;
  const { unreferredMaxReduction: figure } = knownValue(policy.offSite);
  const most = knownValue(figure);
  if (reduction <= most) return reduction;
  throw new DomainError('REDUCTION_TOO_LARGE', `The ratio may be lower by ${most} at most, not by ${reduction}.`, {
    params: { most, reduction, clause: figure.clause },
  });
}
