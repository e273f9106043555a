import { createHmac } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { requireBorn } from '../../domain/identity-number.ts';
import { plainDate, type PlainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import { lookupId } from '../../platform/sealing.ts';
import type { RecordRegistryEvent } from '../../store/registers/registry-events.ts';
import { requirePermission } from '../http/authentication.ts';
import type { StartRegistryEvents } from '../temporal/registry-events-starter.ts';
import type { RegistryEventForm } from './registry-event-form.ts';

interface Dependencies {
  record: RecordRegistryEvent;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
  clock: Clock;
  start: StartRegistryEvents;
}

export interface EventReceipt {
  /** As the sender calls it. */
  readonly id: string;
  readonly receivedAt: Date;
}

export type ReceiveRegistryEvent = ReturnType<typeof createEventReceiver>;

/** Takes an event in, once under the id that its sender gives it, and brings it to the cases of the person. */
export function createEventReceiver({ record, lookupKey, clock, start }: Dependencies) {
  return async function receive(form: RegistryEventForm, caller: Caller): Promise<EventReceipt> {
    requirePermission('reportRegistryEvent', caller, { region: form.region });
    const receivedAt = clock.now();
    const today = localDay(receivedAt);
    requireHappened(form, today);
    requireBorn(form.idNumber, today, '/body/idNumber');
    const { idNumber, ...reported } = form;
    const source = caller.subject;
    const personId = lookupId(lookupKey, idNumber);
    const bodyHash = createHmac('sha256', lookupKey).update(canonicalJson(form)).digest('hex');
    const event = { ...reported, id: `${source}/${form.id}`, on: plainDate(form.on) };
    const earlier = await record({ event, source, personId, bodyHash, receivedAt });
    if (earlier && earlier.bodyHash !== bodyHash) throw otherBody();
    // Where this does not reach Temporal, the outbox does.
    if (!earlier) await start(personId).catch(() => undefined);
    return { id: form.id, receivedAt: earlier?.receivedAt ?? receivedAt };
  };
}

function otherBody(): DomainError {
  return new DomainError('IDEMPOTENCY_CONFLICT', 'An event came before under this id with another body.', {
    findings: [{ where: '/body/id', problem: 'used before', hint: 'use a new id for a new event' }],
  });
}

/** Registers report what has happened. */
function requireHappened({ on }: RegistryEventForm, today: PlainDate): void {
  if (on <= today) return;
  throw new DomainError('INVALID_REQUEST', '/body/on: lies in the future', {
    findings: [{ where: '/body/on', problem: 'lies in the future', hint: 'report it when the day has come' }],
  });
}
