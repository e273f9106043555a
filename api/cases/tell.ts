import { isDomainError } from '../../domain/errors.ts';
import type { CaseMessages } from '../../store/cases/case-messages.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import type { Outbox } from '../../store/outbox/outbox.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import { tellCase } from '../../workflows/messages.ts';
import { toldInOrder } from '../temporal/told-in-order.ts';
import type { SendUpdate } from '../temporal/updates.ts';

interface Dependencies {
  send: SendUpdate;
  messages: Pick<CaseMessages, 'refuse'>;
  outbox: Pick<Outbox, 'isRecordAhead' | 'remove'>;
}

/** Whether the case has taken the message; false = not known yet. @throws DomainError when it refused. */
export type TellCase = (workflowId: string, message: MessageSent) => Promise<boolean>;

/** Tells a case something; what it refuses is kept with the reason. */
export function createTeller({ send, messages, outbox }: Dependencies): TellCase {
  return async (workflowId, message) => {
    const outboxId = outboxMessages.tell(message.id);
    try {
      const taken = await toldInOrder(outbox, outboxId, () => send(workflowId, tellCase, message.id, message));
      // Not with the effect: the record may be ahead of Temporal, which forgets an Update that it did not see to the
      // end.
      if (taken) await outbox.remove(outboxId);
      return taken;
    } catch (error) {
      if (isDomainError(error)) await messages.refuse(message, error);
      throw error;
    }
  };
}
