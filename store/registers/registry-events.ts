import { overtakes, type RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient, type RegistryEvent as Row } from '../../generated/engine/client.ts';
import { createPrismaOutbox, inOutbox } from '../outbox/outbox.ts';
import { outboxMessages } from '../outbox/outbox-messages.ts';
import { dayOf } from '../rows.ts';

export interface RegistryEvents {
  /** Of what waits for this person, the event that counts from the earliest day; of one day, the first received. */
  next(personId: string): Promise<RegistryEvent | undefined>;
  /** @throws DomainError NOT_FOUND */
  get(eventId: string): Promise<{ readonly event: RegistryEvent; readonly overtaken: boolean }>;
  /** It waits no more: everything that it means is done. */
  close(eventId: string): Promise<void>;
}

/** An event waits as long as its message is in the outbox; the rows themselves never change. */
export function createPrismaRegistryEvents(prisma: PrismaClient): RegistryEvents {
  const outbox = createPrismaOutbox(prisma);
  return {
    async next(personId) {
      const [row] = await prisma.$queryRaw<Row[]>`
        SELECT * FROM "RegistryEvent" WHERE "personId" = ${personId}::uuid
          AND ${inOutbox(Prisma.sql`${outboxMessages.registryEvent('')} || "RegistryEvent"."id"`)}
        ORDER BY "on", "receivedAt", "id" LIMIT 1`;
      return row && toEvent(row);
    },

    async get(eventId) {
      const row = await prisma.registryEvent.findUnique({ where: { id: eventId } });
      if (!row)
        throw new DomainError('NOT_FOUND', `There is no registry event ${eventId}.`, { params: { event: eventId } });
      const { personId, receivedAt, on } = row;
      const others = await prisma.registryEvent.findMany({
        where: { personId, on: { gte: on }, id: { not: eventId } },
      });
      const isLater = (other: Row) => other.on > on || other.receivedAt > receivedAt;
      const event = toEvent(row);
      return { event, overtaken: others.some((other) => isLater(other) && overtakes(toEvent(other), event)) };
    },

    async close(eventId) {
      await outbox.remove(outboxMessages.registryEvent(eventId));
    },
  };
}

function toEvent({ id, kind, on, data }: Row): RegistryEvent {
  return { ...(data as object), id, kind, on: dayOf(on) } as RegistryEvent;
}
