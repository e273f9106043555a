import { randomUUID } from 'node:crypto';
import { consequenceFor, type Consequence, type RegistryEvent } from '../../domain/continuity/registry-event.ts';
import type { RecognitionState } from '../../domain/continuity/recognition-state.ts';
import { priority } from '../../domain/eligibility/priority.ts';
import { DomainError } from '../../domain/errors.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { changeCase, tellCase, type CaseWrite } from '../../store/cases/case-writes.ts';
import { reprioritiseTasks } from '../../store/tasks/task-writes.ts';
import type { Settlement } from '../settlement/port.ts';
import type { Alarms } from '../../store/alarms/alarms.ts';
import type { CaseOpening, CaseStore, StoredCase } from '../../store/cases/port.ts';
import type { OpenVisit, Recognitions } from '../../store/cases/recognitions.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { RegistryEvents } from '../../store/registers/registry-events.ts';
import type { Registry } from '../../store/registers/registry.ts';

interface Dependencies {
  store: CaseStore;
  events: RegistryEvents;
  recognitions: Recognitions;
  registry: Registry;
  policies: PolicyStore;
  inForce: PublishedPolicies;
  settlement: Settlement;
  alarms: Alarms;
}

/** Every date is an ISO instant of workflow time. */
interface OnEvent {
  eventId: string;
  at: string;
}

export interface NextEvent {
  readonly event: RegistryEvent;
  /** Cases of the person that are not decided. */
  readonly open: readonly CaseOpening[];
  /** Visits that nobody is to make any more. */
  readonly visits?: readonly OpenVisit[];
}

export type RegistryEventActivities = ReturnType<typeof createRegistryEventActivities>;

/** What another department reported, brought to every case of the person that it concerns; each effect once. */
export function createRegistryEventActivities(parts: Dependencies) {
  const { store, events, recognitions, registry, policies, inForce, settlement, alarms } = parts;
  return {
    async nextRegistryEvent({ personId }: { personId: string }): Promise<NextEvent | null> {
      const event = await events.next(personId);
      if (!event) return null;
      const open = await recognitions.openOf(personId);
      return event.kind === 'died' ? { event, open, visits: await recognitions.visitsOf(personId) } : { event, open };
    },

    /**
     * Key `registry:<event>:open`. Of a death, the case is told, and ends. A category moves its tasks in their queues
     * and nothing else (PRACTICE #4). What happens to an insurance is noted: the rules look at it when they run, and
     * whoever decides reads it in the timeline.
     */
    async tellOpenCase({
      caseId,
      workflowId,
      eventId,
      at,
    }: OnEvent & { caseId: string; workflowId: string }): Promise<{ messageId: string | null }> {
      return store.effect<{ messageId: string | null }>(caseId, `registry:${eventId}:open`, async (stored) => {
        const { event } = await events.get(eventId);
        const noted = { at: new Date(at), actor: 'system', action: 'registryEvent' };
        const result = { event: eventId, kind: event.kind, on: event.on, messageId: null };
        if (stored.status !== 'received' && stored.status !== 'open') return { ...noted, result };
        if (event.kind === 'died') {
          const message = { id: randomUUID(), kind: 'personDied' } as const;
          return {
            ...noted,
            result: { ...result, messageId: message.id },
            writes: [tellCase({ workflowId, message, sentBy: 'system' })],
          };
        }
        if (event.kind !== 'categoryGained' && event.kind !== 'categoryLost') return { ...noted, result };
        const majorPriority = await placeOf(stored, new Date(at));
        return {
          ...noted,
          result: { ...result, majorPriority },
          writes: [changeCase({ majorPriority }), reprioritiseTasks(majorPriority)],
        };
      });
    },

    /**
     * Key `registry:<event>:<visit's workflow>`. A home visit that runs beside a case which is decided hears of a death
     * itself.
     */
    async tellVisit({ caseId, workflowId, eventId, at }: OnEvent & OpenVisit): Promise<void> {
      await store.effect(caseId, `registry:${eventId}:${workflowId}`, async () => {
        const { event } = await events.get(eventId);
        const message = { id: randomUUID(), kind: 'personDied' } as const;
        const result = { event: eventId, kind: event.kind, on: event.on, messageId: message.id };
        const writes = [tellCase({ workflowId, message, sentBy: 'system' })];
        return { at: new Date(at), actor: 'system', action: 'registryEvent', result, writes };
      });
    },

    /**
     * What the person holds, once every case that was told has said whether it took it: one that was decided meanwhile
     * refuses, and is a recognition now. @throws DomainError DEPENDENCY_UNAVAILABLE until then
     */
    async recognitionsHeld({
      personId,
      awaiting,
    }: {
      personId: string;
      awaiting: readonly string[];
    }): Promise<readonly string[]> {
      if (!(await recognitions.allAnswered(awaiting))) throw notYet('A case has not answered yet.', 'workflow');
      return store.heldBy(personId);
    },

    /** Key `registry:<event>`, and `<case>:registry:<event>` at the settlement service. */
    async applyToRecognition({ caseId, eventId, at }: OnEvent & { caseId: string }): Promise<Consequence> {
      return store.effect<Consequence>(caseId, `registry:${eventId}`, async (stored) => {
        const { event, overtaken } = await events.get(eventId);
        // An event that is older than one that has been applied changes nothing: the later says what holds.
        const consequence =
          overtaken || !isHeld(stored)
            ? ({ does: 'nothing' } as const)
            : consequenceFor(heldIn(stored), event, () => movesAlong(stored));
        await settle(stored, `${caseId}:registry:${eventId}`, consequence);
        return {
          at: new Date(at),
          actor: 'system',
          action: actions[consequence.does],
          result: { event: eventId, kind: event.kind, ...consequence, ...(overtaken && { overtaken }) },
          writes: changedBy(consequence),
        };
      });
    },

    async closeRegistryEvent({ eventId, at }: OnEvent): Promise<void> {
      await events.close(eventId);
      await alarms.clear(alarmOf(eventId), new Date(at));
    },

    /** It could not be carried out, as for want of a figure. People see it; it is tried again when the alarm is. */
    async setRegistryEventAside({ eventId, problem, at }: OnEvent & { problem: string }): Promise<void> {
      await alarms.raise({ id: alarmOf(eventId), problem, params: { event: eventId }, at: new Date(at) });
      await events.close(eventId);
    },
  };

  async function placeOf({ personId, policyVersionId }: StoredCase, now: Date): Promise<number> {
    const [policy, facts] = await Promise.all([policies.get(policyVersionId), registry.factsOf(personId)]);
    return knownValue(policy.queues.majorPriority)[priority(policy, facts, localDay(now))];
  }

  function movesAlong({ region }: StoredCase): boolean {
    return knownValue(inForce.openRegion(region).policy.continuity.carriesOverBetweenInsuranceTypes);
  }

  async function settle(
    { filingNumber, recognitionState }: StoredCase,
    key: string,
    consequence: Consequence,
  ): Promise<void> {
    if (consequence.does === 'nothing') return;
    if (!filingNumber) throw notYet('The recognition is not filed yet.', 'settlement');
    const { from } = consequence;
    switch (consequence.does) {
      case 'end':
        return settlement.change(key, { kind: 'end', filingNumber, from, reason: consequence.reason });
      case 'suspend':
        return settlement.change(key, { kind: 'suspend', filingNumber, from, reason: 'insuranceLapsed' });
      case 'resume':
        return settlement.change(key, { kind: 'resume', filingNumber, from, reason: 'insuranceResumed' });
      case 'move':
        await settlement.change(key, {
          kind: 'change',
          filingNumber,
          from,
          insuranceType: consequence.to,
          reason: 'insuranceTypeChanged',
        });
        if (recognitionState === 'suspended')
          await settlement.change(`${key}:resume`, {
            kind: 'resume',
            filingNumber,
            from,
            reason: 'insuranceTypeChanged',
          });
    }
  }
}

const actions = {
  nothing: 'registryEvent',
  end: 'entitlementEnded',
  suspend: 'entitlementSuspended',
  resume: 'entitlementResumed',
  move: 'entitlementMoved',
} as const satisfies Record<Consequence['does'], string>;

function changedBy(consequence: Consequence): readonly CaseWrite[] {
  switch (consequence.does) {
    case 'nothing':
      return [];
    case 'end':
      return [changeCase({ recognitionState: 'ended', holdsPlace: false })];
    case 'suspend':
      return [changeCase({ recognitionState: 'suspended' })];
    case 'resume':
      return [changeCase({ recognitionState: null })];
    case 'move':
      return [changeCase({ recognitionState: null, insuranceType: consequence.to })];
  }
}

const over: readonly (RecognitionState | null)[] = ['replaced', 'ended'];

function isHeld({ status, decision, recognitionState }: StoredCase): boolean {
  return status === 'decided' && decision?.outcome === 'approved' && !over.includes(recognitionState);
}

function heldIn({ region, insuranceType, recognitionState, decision }: StoredCase) {
  return { region, insuranceType, suspended: recognitionState === 'suspended', from: decision!.benefitFrom! };
}

function alarmOf(eventId: string): string {
  return `registryEvent:${eventId}`;
}

/** Unlike a refusal it is tried again, until it is so. */
function notYet(message: string, dependency: string): DomainError {
  return new DomainError('DEPENDENCY_UNAVAILABLE', message, { params: { dependency } });
}
