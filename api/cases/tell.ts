import { isDomainError, type DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { createPrismaOutbox } from '../../store/outbox/outbox.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import { tellCase, type CaseMessage } from '../../workflows/messages.ts';
import { toldInOrder } from '../temporal/told-in-order.ts';
import type { SendUpdate } from '../temporal/updates.ts';

/** Whether the case has taken the message; false = not known yet. @throws DomainError when it refused. */
export type TellCase = (workflowId: string, message: CaseMessage) => Promise<boolean>;

/** Tells a case something; what it refuses is kept with the reason. */
export function createTeller({ send, prisma }: { send: SendUpdate; prisma: PrismaClient }): TellCase {
  const outbox = createPrismaOutbox(prisma);
  return async (workflowId, message) => {
    const id = outboxMessages.tell(message.id);
    try {
      const taken = await toldInOrder(outbox, id, () => send(workflowId, tellCase, message.id, message));
      // Not with the effect: the record may be ahead of Temporal, which forgets an Update that it did not see to the
      // end.
      if (taken) await outbox.remove(id);
      return taken;
    } catch (error) {
      if (!isDomainError(error)) throw error;
      await refused(prisma, message, error);
      throw error;
    }
  };
}

async function refused(
  prisma: PrismaClient,
  { id, kind }: CaseMessage,
  { code, message, params }: DomainError,
): Promise<void> {
  const rejection = { code, message, params } as unknown as Prisma.InputJsonObject;
  const stillOpen = kind === 'takenBack' && params.state === 'actedOn';
  const askedForNothing = kind === 'roundAsks';
  await prisma.$transaction([
    prisma.caseMessage.updateMany({ where: { id, state: 'sent' }, data: { state: 'refused', rejection } }),
    createPrismaOutbox(prisma).remove(outboxMessages.tell(id)),
    ...(stillOpen ? [backIntoQueue(prisma, id)] : []),
    ...(askedForNothing ? [judgedOn(prisma, id)] : []),
  ]);
}

/** The step that was taken from its queue with a message 撤销办理 that the case refused. */
function backIntoQueue(prisma: PrismaClient, messageId: string) {
  return prisma.task.updateMany({
    where: { subject: { case: { messages: { some: { id: messageId } } } }, updateId: messageId, state: 'cancelled' },
    data: { state: 'ready', updateId: null, completedAt: null, version: { increment: 1 } },
  });
}

/**
 * A member whose case did not ask its applicant: it was asked before, or something else turned it. One that was asked
 * waits elsewhere.
 */
function judgedOn(prisma: PrismaClient, messageId: string) {
  return prisma.roundMember.updateMany({
    where: { state: 'asked', case: { stage: 'awaitingBatch', messages: { some: { id: messageId } } } },
    data: { state: 'judging' },
  });
}
