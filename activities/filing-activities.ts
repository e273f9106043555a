import { DomainError } from '../domain/errors.ts';
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
     * Key `file:0`, and `<case>:file:0` at the settlement service. 备案: number and date of the entitlement. Should we
     * die between its answer and our record, the service answers the repeat with the same number.
     */
    async fileEntitlement({ caseId, at }: { caseId: string; at: string }) {
      await store.effect(caseId, 'file:0', async (found) => {
        const policy = await policies.get(found.policyVersionId);
        const filedOn = dayIn(policy.region.timeZone, new Date(at));
        const filing = await settlement.register(`${caseId}:file:0`, { ...entitlementOf(found), filedOn });
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
}

function entitlementOf({ id, personId, region, disease, insuranceType, institution, decision }: StoredCase) {
  if (!decision?.benefitFrom) {
    throw new DomainError('STATE_CONFLICT', 'Only an approved case is filed.', { params: { case: id } });
  }
  return {
    personRef: personId,
    region,
    disease,
    insuranceType,
    ...(institution ? { institution } : {}),
    from: decision.benefitFrom,
    ...(decision.benefitUntil ? { until: decision.benefitUntil } : {}),
    decidedAt: decision.decidedAt,
  };
}
