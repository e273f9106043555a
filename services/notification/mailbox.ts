import type { PrismaClient } from '../../generated/notification/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';

export interface Arrival {
  to: string;
  subject?: string;
  text: string;
}

/** What the simulated providers received; one entry a reference, however often it arrived. */
export type Mailbox = ReturnType<typeof createMailbox>;

export function createMailbox(prisma: PrismaClient, { seal, open }: Sealer, clock: Clock) {
  return {
    /** Answers how often this reference has arrived. */
    async put(channel: 'sms' | 'email', reference: string, arrival: Arrival): Promise<number> {
      const { arrivals } = await prisma.received.upsert({
        where: { reference },
        create: { reference, channel, contentSealed: seal(arrival), receivedAt: clock.now() },
        update: { arrivals: { increment: 1 } },
      });
      return arrivals;
    },

    async newest(limit: number) {
      const rows = await prisma.received.findMany({ orderBy: { receivedAt: 'desc' }, take: limit });
      return rows.map(({ contentSealed, ...row }) => ({ ...row, ...(open(contentSealed) as Arrival) }));
    },
  };
}
