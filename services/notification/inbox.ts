import { DomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/notification/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { MessageRequest } from './contract/messages.ts';
import { arrived, changing } from './standing.ts';

export type Inbox = ReturnType<typeof createInbox>;

/** Whose inbox: that of the patient, or of the agent, in one case. */
interface Reader {
  caseRef: string;
  role: 'patient' | 'agent';
}

export function createInbox({ prisma, pool }: Database<PrismaClient>, { open }: Sealer, clock: Clock) {
  return {
    /** Newest first. */
    async of({ caseRef, role }: Reader) {
      const rows = await prisma.message.findMany({
        where: { caseRef, role, deliveries: { some: { channel: 'inApp' } } },
        include: { deliveries: { where: { channel: 'inApp' } } },
        orderBy: { acceptedAt: 'desc' },
      });
      return rows.map(({ id: messageId, template, acceptedAt, bodySealed, deliveries: [delivery] }) => ({
        messageId,
        template,
        acceptedAt,
        readAt: delivery!.reportedAt,
        ...(open(bodySealed) as MessageRequest).channels.inApp!,
      }));
    },

    /** Reading once is reading for good; what was read has arrived. */
    async read(messageId: string, { caseRef, role }: Reader): Promise<void> {
      const own = await prisma.message.findFirst({
        where: { id: messageId, caseRef, role, deliveries: { some: { channel: 'inApp' } } },
      });
      if (!own) throw new DomainError('NOT_FOUND', `There is no message ${messageId} to be read.`);
      await changing(pool, messageId, async (client) => {
        await client.query({ name: 'read', text: markRead, values: [messageId, clock.now()] });
        await arrived(client, messageId);
      });
    },
  };
}

const markRead = `
  UPDATE "Delivery" SET "state" = 'delivered', "reportedAt" = $2
  WHERE "messageId" = $1 AND "channel" = 'inApp' AND "reportedAt" IS NULL`;
