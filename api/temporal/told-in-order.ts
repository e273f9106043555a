import { isDomainError } from '../../domain/errors.ts';
import type { Outbox } from '../../store/outbox/outbox.ts';

/**
 * What the workflow says to a message, once nothing that the record has is missing from its memory: whether it has
 * taken it; false = not known yet. What was missing when it refused may have come with the same workflow task, and be
 * acknowledged by the time we ask: so a refusal stands only when it is given again.
 * @param outboxId of the message. @throws DomainError when it refused
 */
export async function toldInOrder(
  outbox: Pick<Outbox, 'isRecordAhead'>,
  outboxId: string,
  send: () => Promise<boolean>,
): Promise<boolean> {
  for (let refusals = 0; ; refusals += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isDomainError(error) || error.code !== 'STATE_CONFLICT') throw error;
      if (await outbox.isRecordAhead(outboxId)) return false;
      if (refusals > 0) throw error;
    }
  }
}
