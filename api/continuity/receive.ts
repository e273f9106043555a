import { createHmac } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import { lookupId } from '../../platform/sealing.ts';
import { insertInto, writeAtOnce } from '../../store/one-statement.ts';
import { afterTheCall, registryEventMessage } from '../../store/outbox/message.ts';
import { intoOutbox } from '../../store/outbox/outbox.ts';
import { isUniqueViolation } from '../../store/rows.ts';
import { requirePermission } from '../http/authentication.ts';
import type { RegistryEventForm } from './registry-event-form.ts';
import { registerWrites } from '../../store/registers/register-writes.ts';
import type { StartRegistryEvents } from '../temporal/registry-events-starter.ts';

interface Dependencies {
  prisma: PrismaClient;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
  clock: Clock;
  start: StartRegistryEvents;
}

export interface EventReceipt {
  readonly id: string;
  readonly receivedAt: Date;
}

export type ReceiveRegistryEvent = ReturnType<typeof createEventReceiver>;

/**
 * Stores an event, what the embedded registers say from now on, and the message that brings it to the person's cases,
 * in one statement.
 */
export function createEventReceiver({ prisma, lookupKey, clock, start }: Dependencies) {
  return async function receive(form: RegistryEventForm, caller: Caller): Promise<EventReceipt> {
    requirePermission('reportRegistryEvent', caller, { region: form.region });
    const receivedAt = clock.now();
    requireHappened(form, localDay(receivedAt));
    const { id: ownId, kind, idNumber, on, ...data } = form;
    const id = `${caller.subject}/${ownId}`;
    const personId = lookupId(lookupKey, idNumber);
    const bodyHash = createHmac('sha256', lookupKey).update(canonicalJson(form)).digest('hex');
    const event = {
      id,
      source: caller.subject,
      personId,
      kind,
      on: new Date(on),
      bodyHash,
      data,
      receivedAt,
      sentBy: caller.subject,
    };
    try {
      await writeAtOnce(prisma, [
        insertInto('RegistryEvent', [event]),
        intoOutbox(registryEventMessage(id, personId, afterTheCall(receivedAt))),
        ...registerWrites(personId, { ...form, on: plainDate(on) }),
      ]);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      return earlier(id, bodyHash);
    }
    // Where this does not reach Temporal, the outbox does.
    await start(personId).catch(() => undefined);
    return { id: ownId, receivedAt };
  };

  async function earlier(id: string, bodyHash: string): Promise<EventReceipt> {
    const found = await prisma.registryEvent.findUniqueOrThrow({ where: { id } });
    if (found.bodyHash !== bodyHash) {
      throw new DomainError('IDEMPOTENCY_CONFLICT', 'An event came before under this id with another body.', {
        findings: [{ where: '/body/id', problem: 'used before', hint: 'use a new id for a new event' }],
      });
    }
    return { id: id.slice(found.source.length + 1), receivedAt: found.receivedAt };
  }
}

/** Registers report what has happened. */
function requireHappened({ on }: RegistryEventForm, today: PlainDate): void {
  if (on <= today) return;
  throw new DomainError('INVALID_REQUEST', '/body/on: lies in the future', {
    findings: [{ where: '/body/on', problem: 'lies in the future', hint: 'report it when the day has come' }],
  });
}
