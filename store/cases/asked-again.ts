import type { Correction } from '../../domain/case/decision.ts';
import { applicationOf } from '../../domain/eligibility/application.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import type { Facts, Verdict } from '../../domain/eligibility/verdict.ts';
import type { Clock } from '../../platform/clock.ts';
import type { PolicyStore } from '../policies/policy-versions.ts';
import type { Registry } from '../registers/registry.ts';
import type { CaseStore } from './port.ts';

interface Dependencies {
  cases: Pick<CaseStore, 'get' | 'recognisedOf'>;
  registry: Registry;
  policies: PolicyStore;
  clock: Clock;
}

/** What the rules would say of a case now, with what is corrected about it. Stores nothing. */
export type AskRulesAgain = (caseId: string, corrected?: Correction) => Promise<Verdict>;

export function createAskingAgain({ cases, registry, policies, clock }: Dependencies): AskRulesAgain {
  return async (caseId, corrected = {}) => {
    const stored = await cases.get(caseId);
    const [policy, known, recognised] = await Promise.all([
      policies.get(stored.policyVersionId),
      registry.factsOf(stored.personId),
      cases.recognisedOf(stored),
    ]);
    const facts: Facts = {
      ...known,
      records: [...known.records, ...stored.records],
      recognised,
      papers: stored.papers,
    };
    const { institution = stored.institution, insuranceType = stored.insuranceType } = corrected;
    return assess(policy, applicationOf({ ...stored, institution, insuranceType }), facts, clock.now()).verdict;
  };
}
