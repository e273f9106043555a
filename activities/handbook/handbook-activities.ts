import { handbookNumber, handsOutHandbooks } from '../../domain/handbook/handbook.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { InOpening } from '../case/on-case.ts';
import { changeCase } from '../../store/cases/case-writes.ts';
import type { CaseStore } from '../../store/cases/port.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
}

export type HandbookActivities = ReturnType<typeof createHandbookActivities>;

/** 门特手册 */
export function createHandbookActivities({ store, policies }: Dependencies) {
  return {
    /** Key `handbook:<opening>`. Allots the number; nothing where the pack hands no handbooks out. */
    async allotHandbook({ caseId, opening, at }: InOpening): Promise<void> {
      const { policyVersionId, procedure, region } = await store.fixedOf(caseId);
      const policy = await policies.get(policyVersionId);
      if (!handsOutHandbooks(policy, procedure)) return;
      await store.effect(caseId, `handbook:${opening}`, async () => {
        const number = handbookNumber(region, localDay(new Date(at)), await store.nextHandbookSerial());
        return {
          at: new Date(at),
          actor: 'system',
          action: 'handbookAllotted',
          result: { handbookNumber: number },
          writes: [changeCase({ handbookNumber: number })],
        };
      });
    },
  };
}
