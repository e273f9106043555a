import { createHmac } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { reportersOf, reportsAs, requirePossible } from '../../domain/continuity/reporting.ts';
import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { DomainError } from '../../domain/errors.ts';
import { birthDateIn, requireBorn } from '../../domain/identity-number.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay } from '../../domain/time-zone.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import type { Clock } from '../../platform/clock.ts';
import { lookupId } from '../../platform/sealing.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { RecordRegistryEvent } from '../../store/registers/registry-events.ts';
import { notPermitted, requirePermission } from '../http/authentication.ts';
import type { StartRegistryEvents } from '../temporal/registry-events-starter.ts';
import type { RegistryEventForm } from './registry-event-form.ts';

interface Dependencies {
  record: RecordRegistryEvent;
  published: Pick<PublishedPolicies, 'all'>;
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
export function createEventReceiver({ record, published, lookupKey, clock, start }: Dependencies) {
  return async function receive(form: RegistryEventForm, caller: Caller): Promise<EventReceipt> {
    const policy = policyOf(form.region);
    requirePermission('reportRegistryEvent', caller, { region: form.region });
    const receivedAt = clock.now();
    const today = localDay(receivedAt);
    requireBorn(form.idNumber, today, '/body/idNumber');
    const { idNumber, ...reported } = form;
    const source = caller.subject;
    const event = {
      ...reported,
      id: `${source}/${form.id}`,
      on: 'on' in form ? plainDate(form.on) : today,
      ...(form.corrects !== undefined && { corrects: `${source}/${form.corrects}` }),
    } as RegistryEvent;
    if (!reportsAs(reportersOf(policy, event), caller)) throw notPermitted('reportRegistryEvent', 'otherDepartment');
    requirePossible(event, birthDateIn(idNumber), today);

    const personId = lookupId(lookupKey, idNumber);
    const bodyHash = createHmac('sha256', lookupKey).update(canonicalJson(form)).digest('hex');
    const earlier = await record({ event, source, personId, bodyHash, receivedAt });
    if (earlier && earlier.bodyHash !== bodyHash) throw otherBody();
    // Where this does not reach Temporal, the outbox does.
    if (!earlier) await start(personId).catch(() => undefined);
    return { id: form.id, receivedAt: earlier?.receivedAt ?? receivedAt };
  };

  function policyOf(region: string): Policy {
    const policies = published.all().map(({ policy }) => policy);
    const policy = policies.find((each) => each.region.code === region);
    if (policy) return policy;
    const hint = `one of ${policies.map((each) => each.region.code).join(', ')}`;
    throw new DomainError('INVALID_REQUEST', `/body/region: ${region} is no region here`, {
      findings: [{ where: '/body/region', problem: `${region} is no region here`, hint }],
    });
  }
}

function otherBody(): DomainError {
  return new DomainError('IDEMPOTENCY_CONFLICT', 'An event came before under this id with another body.', {
    findings: [{ where: '/body/id', problem: 'used before', hint: 'use a new id for a new event' }],
  });
}
