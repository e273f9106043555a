import { DomainError } from '../../domain/errors.ts';
import type { HandbookRecipient } from '../../domain/handbook/handbook.ts';
import { changeCase } from '../../store/cases/case-writes.ts';
import type { CaseStore } from '../../store/cases/port.ts';

interface HandbookPickup {
  readonly handbookNumber: string;
  readonly to: HandbookRecipient;
  /** ISO instant. */
  readonly at: string;
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
          writes: [changeCase({ handbookPickedUpAt: at, handbookPickedUpBy: to })],
        };
      },
    );
    if (done.to === to) return done;
    throw new DomainError('STATE_CONFLICT', `The ${done.to} has picked the handbook up.`, {
      params: { state: 'pickedUp', by: done.to, at: done.at },
    });
  };
}
