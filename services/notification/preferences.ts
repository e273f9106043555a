import type { PrismaClient } from '../../generated/notification/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Preference } from './contract/inbox.ts';

export type Preferences = ReturnType<typeof createPreferences>;

export function createPreferences(prisma: PrismaClient, clock: Clock) {
  return {
    async choose(recipientRef: string, { channel }: Preference): Promise<void> {
      const chosen = { channel, chosenAt: clock.now() };
      await prisma.preference.upsert({ where: { recipientRef }, create: { recipientRef, ...chosen }, update: chosen });
    },

    async forget(recipientRef: string): Promise<void> {
      await prisma.preference.deleteMany({ where: { recipientRef } });
    },
  };
}
