import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { outboxMessages } from '../outbox/outbox-messages.ts';
import { inOutbox } from '../outbox/outbox.ts';
import { toEvent, type ReportedRow } from './reported.ts';

export interface FoundEvent {
  readonly event: RegistryEvent;
  readonly source: string;
  readonly receivedAt: Date;
  /** The event that stands in its place. */
  readonly correctedBy: string | null;
  /** It is still to be brought to the cases of the person. */
  readonly waits: boolean;
  /** Why it was set aside, as long as that stands. */
  readonly problem: string | null;
}

export type RegistryEventReads = ReturnType<typeof createRegistryEventReads>;

/** Single events, and what became of them. */
export function createRegistryEventReads(prisma: PrismaClient) {
  return {
    async find(id: string): Promise<FoundEvent | undefined> {
      const [row] = await prisma.$queryRaw<(ReportedRow & Omit<FoundEvent, 'event'>)[]>`
        SELECT event.*, correction."id" AS "correctedBy", alarm."problem",
          ${inOutbox(Prisma.sql`${outboxMessages.registryEvent('')} || event."id"`)} AS "waits"
        FROM "RegistryEvent" AS event
          LEFT JOIN "RegistryEvent" AS correction ON correction."corrects" = event."id"
            AND correction."personId" = event."personId"
          LEFT JOIN "Alarm" AS alarm ON alarm."id" = 'registryEvent:' || event."id" AND alarm."clearedAt" IS NULL
        WHERE event."id" = ${id}`;
      if (!row) return undefined;
      const { source, receivedAt, correctedBy, waits, problem } = row;
      return { event: toEvent(row), source, receivedAt, correctedBy, waits, problem };
    },
  };
}
