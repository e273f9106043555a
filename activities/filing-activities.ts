import { DomainError } from '../domain/errors.ts';
import type { ApplicationKind } from '../domain/eligibility/verdict.ts';
import type { PlainDate } from '../domain/plain-date.ts';
import { dayIn } from '../domain/time-zone.ts';
import type { PolicyStore } from '../records/policy-versions.ts';
import type { CaseStore, Settlement, StoredCase } from './ports.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  settlement: Settlement;
}

export type FilingActivities = ReturnType<typeof createFilingActivities>;

export function createFilingActivities({ store, policies, settlement }: Dependencies) {
  return {
    /**
     * Key `file:<opening>`, and `<case>:file:<opening>` at the settlement service. 备案: number and date of the entitlement. Should we
     * die between its answer and our record, the service answers the repeat with the same number.
     */
    async fileEntitlement({ caseId, opening, at }: { caseId: string; opening: number; at: string }) {
      await store.effect(caseId, `file:${opening}`, async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const filing = await filed(found, `${caseId}:file:${opening}`, dayIn(policy.region.timeZone, new Date(at)));
        return {
          at: new Date(at),
          actor: 'system',
          action: 'filed',
          result: filing,
          change: { stage: 'notifying', filing: { number: filing.filingNumber, on: filing.filedOn } },
        };
      });
    },
  };

  /** A renewal and a change of institution go on under the number that the person has; all else gets its own. */
  async function filed(found: StoredCase, key: string, filedOn: PlainDate) {
    const { term, personId: personRef, region, disease, insuranceType, decidedAt } = approvalOf(found);
    const held = goesOn.includes(found.kind) ? await store.recognisedOf(found) : [];
    const earlier = held.find((recognition) => recognition.disease === disease && recognition.region === region);
    if (!earlier) {
      return settlement.register(key, { ...term, personRef, region, disease, insuranceType, decidedAt, filedOn });
    }
    const { filingNumber } = earlier;
    // 404 would be final; the number comes with the next attempts of the case before.
    if (!filingNumber) {
      throw new DomainError('DEPENDENCY_UNAVAILABLE', 'What this case goes on from is not filed yet.', { params: { dependency: 'settlement' } });
    }
    // A renewal may be long-term, where its earlier term was not.
    const kind = found.kind === 'renewal' ? 'extend' : 'change';
    await settlement.change(key, { kind, ...term, filingNumber, reason: found.kind });
    return { filingNumber, filedOn };
  }
}

const goesOn: readonly ApplicationKind[] = ['renewal', 'institutionChange'];

function approvalOf(found: StoredCase) {
  const { decision, institution } = found;
  if (!decision?.benefitFrom) {
    throw new DomainError('STATE_CONFLICT', 'Only an approved case is filed.', { params: { case: found.id } });
  }
  const { benefitFrom: from, benefitUntil: until, decidedAt } = decision;
  return { ...found, decidedAt, term: { from, ...(until ? { until } : {}), ...(institution ? { institution } : {}) } };
}
