import type { Correction } from '../../domain/case/decision.ts';
import { applicationOf, correctedBy } from '../../domain/eligibility/application.ts';
import { assess } from '../../domain/eligibility/assess.ts';
import type { Verdict } from '../../domain/eligibility/verdict.ts';
import type { Clock } from '../../platform/clock.ts';
import type { PolicyStore } from '../policies/policy-versions.ts';
import { askingFor, factsFor, type ReadFacts } from '../registers/registered-facts.ts';
import type { CaseStore } from './port.ts';

interface Dependencies {
  cases: Pick<CaseStore, 'get'>;
  factsOf: ReadFacts;
  policies: PolicyStore;
  clock: Clock;
}

/** What the rules would say of a case now, with what is corrected about it. Stores nothing. */
export type AskRulesAgain = (caseId: string, corrected?: Correction) => Promise<Verdict>;

export function createAskingAgain({ cases, factsOf, policies, clock }: Dependencies): AskRulesAgain {
  return async (caseId, corrected = {}) => {
    const stored = await cases.get(caseId);
    const [policy, known] = await Promise.all([
      policies.get(stored.policyVersionId),
      factsOf(stored.personId, askingFor(stored)),
    ]);
    const facts = factsFor(stored, known);
    return assess(policy, applicationOf(correctedBy(stored, corrected)), facts, clock.now()).verdict;
  };
}
