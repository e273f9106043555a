import { wordingOf } from '../../domain/notices/wording.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { languageOf } from '../../platform/http/language.ts';
import { texts } from '../../platform/texts.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';

/** A reason as a sentence. */
export type SayReason = (reason: Reason) => string;

/** How to speak of a case, by the names of the policy it was opened under. */
export type Speaker = (
  policyVersionId: string,
  disease: string,
  acceptLanguage: string | undefined,
) => Promise<SayReason>;

export function createSpeaker(policies: PolicyStore): Speaker {
  return async (policyVersionId, disease, acceptLanguage) => {
    const policy = await policies.get(policyVersionId);
    return wordingOf(policy, disease, languageOf(acceptLanguage), texts).reason;
  };
}
