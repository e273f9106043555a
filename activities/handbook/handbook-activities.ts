import { DomainError } from '../../domain/errors.ts';
import { handbookNumber, handsOutHandbooks, type HandbookRecipient } from '../../domain/handbook/handbook.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { InOpening } from '../case/case-activities.ts';
import type { CaseStore } from '../../store/cases/port.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
}

export interface HandbookPickup {
  readonly handbookNumber: string;
  readonly to: HandbookRecipient;
  /** ISO instant. */
  readonly at: string;
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
          change: { handbookNumber: number },
        };
      });
    },
  };
}

/**
 * Key `handbook:pickup`. 领取: it is handed over once; whoever records the same again has the same answer.
 * @throws DomainError STATE_CONFLICT when there is none, or somebody else has picked it up; AGENT_NOT_AUTHORISED
 */
export type HandOver = ReturnType<typeof createHandOver>;

export function createHandOver(store: CaseStore) {
  return async function handOver(caseId: string, to: HandbookRecipient, by: string, at: Date): Promise<HandbookPickup> {
    const done = await store.effect<HandbookPickup>(
      caseId,
      'handbook:pickup',
      ({ handbookNumber: number, contacts }) => {
        if (number === null)
          throw new DomainError('STATE_CONFLICT', 'The case has no handbook.', { params: { state: 'noHandbook' } });
        if (to === 'agent' && !contacts.agent)
          throw new DomainError('AGENT_NOT_AUTHORISED', 'Nobody acts for the patient in this case.');
        return {
          at,
          actor: by,
          action: 'handbookHandedOver',
          result: { handbookNumber: number, to, at: at.toISOString() },
          change: { handbookPickedUpAt: at, handbookPickedUpBy: to },
        };
      },
    );
    if (done.to === to) return done;
    throw new DomainError('STATE_CONFLICT', `The ${done.to} has picked the handbook up.`, {
      params: { state: 'pickedUp', by: done.to, at: done.at },
    });
  };
}
