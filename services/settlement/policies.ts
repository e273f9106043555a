import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { policyHistory } from '../../domain/policy/history.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { readPolicyTexts } from '../../platform/policy-texts.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** The packs by which claims are settled, by region and day. */
export interface Policies {
  /** What is in force there on the day. @throws DomainError PACK_UNKNOWN */
  ofRegion(region: string, on: PlainDate): Policy;
}

/**
 * Every version of each pack, with the operator's overlays in the order of their first days.
 * @param overlays a folder, or files separated by commas
 * @param packs folder of the packs; the project's own, unless given
 * @throws DomainError POLICY_INVALID
 */
export function readPolicies(overlays?: string, packs = fromRoot('policies')): Policies {
  const texts = readPolicyTexts(packs, overlays);
  const history = policyHistory(texts.packs, texts.overlays);
  return {
    ofRegion(region, on) {
      const term = history.on(region, on);
      if (term) return term.policy;
      const from = history.termsOf(region)[0]?.from;
      if (!from) {
        throw new DomainError('PACK_UNKNOWN', `No policy pack covers the region ${region}.`, {
          params: { region, known: history.regions },
        });
      }
      const message = `Nothing is in force in the region ${region} on ${on}; it begins ${from}.`;
      throw new DomainError('PACK_UNKNOWN', message, { params: { region, on, from } });
    },
  };
}
