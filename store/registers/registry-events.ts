import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { standingAmong } from '../../domain/continuity/reported-facts.ts';
import { DomainError, notFound } from '../../domain/errors.ts';
import { Prisma, type PrismaClient, type RegistryEvent as Row } from '../../generated/engine/client.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { afterTheCall, personFactsMessage, registryEventMessage } from '../outbox/message.ts';
import { createPrismaOutbox, inOutbox, intoOutbox } from '../outbox/outbox.ts';
import { outboxMessages } from '../outbox/outbox-messages.ts';
import { dateOf, isUniqueViolation } from '../rows.ts';
import { toEvent } from './reported.ts';

export interface RegistryEvents {
  /** Of what waits for this person, the event that counts from the earliest day; of one day, the first received. */
  next(personId: string): Promise<RegistryEvent | undefined>;
  /** @throws DomainError NOT_FOUND */
  get(eventId: string): Promise<RegistryEvent>;
  /** All that was reported of the person and that nothing corrects. */
  standingOf(personId: string): Promise<readonly RegistryEvent[]>;
  /** It waits no more: everything that it means is done. */
  close(eventId: string): Promise<void>;
}

/** What another department reports of a person. */
export interface ReportedEvent {
  /** Its id is `source/<the sender's own>`. */
  readonly event: RegistryEvent;
  readonly source: string;
  readonly personId: string;
  /** Keyed hash of the canonical body. */
  readonly bodyHash: string;
  readonly receivedAt: Date;
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
      if (row) return toEvent(row);
      throw notFound('registry event', eventId);
    },

    async standingOf(personId) {
      const rows = await prisma.registryEvent.findMany({ where: { personId }, orderBy: { id: 'asc' } });
      return standingAmong(rows.map(toEvent));
    },

    async close(eventId) {
      await outbox.remove(outboxMessages.registryEvent(eventId));
    },
  };
}

export type RecordRegistryEvent = ReturnType<typeof createRegistryEventRecorder>;

/**
 * Keeps what was reported, with the message that brings it to the person's cases, in one statement. No register's table
 * is touched: what was reported is counted in whenever somebody asks (domain/continuity/reported-facts.ts). What was
 * kept under this id before is returned, and nothing else is done.
 */
export function createRegistryEventRecorder(prisma: PrismaClient) {
  return async function record({ event, ...reported }: ReportedEvent): Promise<Row | undefined> {
    const { source, personId, receivedAt } = reported;
    const { id, kind, on, corrects, ...data } = event;
    const row = { ...reported, id, kind, on: dateOf(on), corrects: corrects ?? null, data, sentBy: source };
    await requireOneCorrection(prisma, event, personId);
    try {
      await writeAtOnce(prisma, [
        insertInto('RegistryEvent', [row]),
        intoOutbox(registryEventMessage(id, personId, afterTheCall(receivedAt))),
        intoOutbox(personFactsMessage(personId, id, receivedAt)),
      ]);
      return undefined;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // Whichever key refused it, sent once more at the same time it is found; else only its correction can be taken.
      const earlier = await prisma.registryEvent.findUnique({ where: { id } });
      if (earlier) return earlier;
      throw isUniqueViolation(error, 'corrects') ? correctedBefore(corrects!) : error;
    }
  };
}

/**
 * An event is corrected once, and of one person: by the one that corrects it, or by the one that comes after its
 * correction. @throws DomainError STATE_CONFLICT
 */
async function requireOneCorrection(
  prisma: PrismaClient,
  { id, corrects }: RegistryEvent,
  personId: string,
): Promise<void> {
  const related = await prisma.registryEvent.findMany({
    where: { OR: [{ corrects: id }, ...(corrects === undefined ? [] : [{ id: corrects }, { corrects }])] },
  });
  const others = related.filter((other) => other.id !== id);
  if (others.some((other) => corrects !== undefined && other.corrects === corrects)) throw correctedBefore(corrects!);
  if (others.every((other) => other.personId === personId)) return;
  throw new DomainError('STATE_CONFLICT', 'An event and the one that corrects it are of one person.', {
    params: { state: 'ofAnotherPerson' },
  });
}

function correctedBefore(corrects: string): DomainError {
  return new DomainError('STATE_CONFLICT', `${corrects} is corrected already: correct what stands in its place.`, {
    params: { event: corrects, state: 'corrected' },
  });
}
