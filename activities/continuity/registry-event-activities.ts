import { randomUUID } from 'node:crypto';
import {
  consequenceOf,
  courseOf,
  stateAfter,
  stepsAdded,
  typeAfter,
  type Consequence,
  type CourseStep,
  type MovesAlong,
  type RecognitionCourse,
  type ToldCourse,
} from '../../domain/continuity/recognition-course.ts';
import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { withReported } from '../../domain/continuity/reported-facts.ts';
import { priority } from '../../domain/eligibility/priority.ts';
import { DomainError } from '../../domain/errors.ts';
import { knownValue, stated } from '../../domain/policy/figure.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { cannotStandBeside } from '../../domain/policy/relations.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { RestatedStep } from '../../services/settlement/contract/entitlements.ts';
import { changeCase, insuredUnder, keepCourse, tellCase, type CaseWrite } from '../../store/cases/case-writes.ts';
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
  /** Of somebody who is dead: visits that nobody is to make any more. */
  readonly visits?: readonly OpenVisit[];
  /** Cases that a death ended which was none. */
  readonly revived?: readonly string[];
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
      if (await isDead(personId)) return { event, open, visits: await recognitions.visitsOf(personId) };
      const revived = event.corrects === undefined ? [] : await recognitions.endedByDeath(personId);
      return { event, open, ...(revived.length > 0 && { revived }) };
    },

    /**
     * Key `registry:<event>:open`. Of somebody who is dead, the case is told, and ends. A category moves its tasks in
     * their queues and nothing else (PRACTICE #4), and so does what corrects one. What happens to an insurance is
     * noted: the rules look at it when they run, and whoever decides reads it in the timeline.
     */
    async tellOpenCase({
      caseId,
      workflowId,
      eventId,
      at,
    }: OnEvent & { caseId: string; workflowId: string }): Promise<{ messageId: string | null }> {
      return store.effect<{ messageId: string | null }>(caseId, `registry:${eventId}:open`, async (stored) => {
        const event = await events.get(eventId);
        const noted = { at: new Date(at), actor: 'system', action: 'registryEvent' };
        const result = { event: eventId, kind: event.kind, on: event.on, messageId: null };
        if (stored.status !== 'received' && stored.status !== 'open') return { ...noted, result };
        const diedOn = await deathOf(stored.personId);
        if (diedOn) {
          const message = { id: randomUUID(), kind: 'personDied' } as const;
          return {
            ...noted,
            result: { ...result, messageId: message.id },
            writes: [tellCase({ workflowId, message, sentBy: 'system' })],
          };
        }
        if (!movesInQueues(event)) return { ...noted, result };
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
        const event = await events.get(eventId);
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
      return recognitions.underRegisters(personId);
    },

    /**
     * Key `revive:<event>`, and `reopen:<opening>`. A death ended the case that was none: it is received anew, and a
     * new run takes it. One whose person has applied anew meanwhile stays as it is.
     */
    async reviveCase({ caseId, eventId, at }: OnEvent & { caseId: string }): Promise<{ revived: boolean }> {
      return { revived: await recognitions.revive(caseId, eventId, new Date(at)) };
    },

    /**
     * Key `registry:<event>`, and `<case>:registry:<event>` at the settlement service. The course of the recognition
     * follows from all that is known, whichever event it is that somebody asks for.
     */
    async applyToRecognition({ caseId, eventId, at }: OnEvent & { caseId: string }): Promise<Consequence> {
      return store.effect<Consequence>(caseId, `registry:${eventId}`, async (stored) => {
        const event = await events.get(eventId);
        const told = toldOf(stored);
        const steps = told ? await courseNow(stored, told, event, localDay(new Date(at))) : [];
        const consequence: Consequence = told ? consequenceOf(told, steps) : { does: 'nothing' };
        if (consequence.does === 'reinstate') await requirePlace(stored);
        if (told) await settle(stored, `${caseId}:registry:${eventId}`, told, steps);
        return {
          at: new Date(at),
          actor: 'system',
          action: actions[consequence.does],
          result: { event: eventId, kind: event.kind, ...consequence },
          writes: told && consequence.does !== 'nothing' ? changedBy(stored, told, steps) : [],
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

  async function isDead(personId: string): Promise<boolean> {
    return (await deathOf(personId)) !== undefined;
  }

  async function deathOf(personId: string): Promise<PlainDate | undefined> {
    return (await registered(personId)).facts.person.diedOn;
  }

  /** A register that others keep may not have heard of what was reported here. */
  async function registered(personId: string) {
    const [known, standing] = await Promise.all([registry.factsOf(personId), events.standingOf(personId)]);
    return { standing, facts: withReported(known, standing) };
  }

  /** What nobody has said about another event waits for that one. */
  async function courseNow(
    { personId, region }: StoredCase,
    { held }: ToldCourse,
    event: RegistryEvent,
    day: PlainDate,
  ) {
    const movesAlong: MovesAlong = ({ id, on }) => {
      const figure = inForce.openRegion(region, on).policy.continuity.carriesOverBetweenInsuranceTypes;
      return id === event.id ? knownValue(figure) : stated(figure);
    };
    return courseOf(held, await registered(personId), movesAlong, day);
  }

  /** Until another case of the same disease is over, the recognition cannot have its place back. */
  async function requirePlace(stored: StoredCase): Promise<void> {
    if (await recognitions.isPlaceTaken(stored))
      throw new DomainError('DUPLICATE_APPLICATION', 'The person has applied for the disease anew.', {
        params: { application: stored.id },
      });
    await requireNoneBeside(stored);
  }

  /** What was approved meanwhile may not stand beside it: a person says which of them goes on. */
  async function requireNoneBeside({ id, personId, region, disease, policyVersionId }: StoredCase): Promise<void> {
    const policy = await policies.get(policyVersionId);
    const others = (await store.heldBy(personId)).filter((other) => other !== id);
    for (const other of await Promise.all(others.map((held) => store.get(held)))) {
      if (other.region !== region || !cannotStandBeside(policy, disease, other.disease)) continue;
      throw new DomainError('STATE_CONFLICT', 'What was recognised meanwhile cannot be held beside it.', {
        params: { state: 'replacedMeanwhile', application: other.id },
      });
    }
  }

  /** Each step is told as it comes; where what was told before is not how it went, all of it once more. */
  async function settle(
    { filingNumber }: StoredCase,
    key: string,
    told: ToldCourse,
    steps: RecognitionCourse,
  ): Promise<void> {
    const added = stepsAdded(told.steps, steps);
    if (added?.length === 0) return;
    if (!filingNumber) throw notYet('The recognition is not filed yet.', 'settlement');
    if (!added) {
      const all = [...told.steps, ...steps].map(({ from }) => from).toSorted();
      const restated = { kind: 'restate', from: all[0]!, reason: 'corrected', steps: steps.map(restatedStep) } as const;
      return settlement.change(key, { filingNumber, ...restated });
    }
    for (const [index, step] of added.entries())
      await settlement.change(index === 0 ? key : `${key}:${index}`, { filingNumber, ...restatedStep(step) });
  }
}

function restatedStep(step: CourseStep) {
  const { does, from } = step;
  switch (does) {
    case 'suspend':
      return { kind: 'suspend', from, reason: 'insuranceLapsed' } as const satisfies RestatedStep;
    case 'resume':
      return { kind: 'resume', from, reason: 'insuranceResumed' } as const satisfies RestatedStep;
    case 'move':
      return {
        kind: 'change',
        from,
        insuranceType: step.to,
        reason: 'insuranceTypeChanged',
      } as const satisfies RestatedStep;
    case 'end':
      return { kind: 'end', from, reason: step.reason } as const satisfies RestatedStep;
  }
}

const actions = {
  nothing: 'registryEvent',
  end: 'entitlementEnded',
  suspend: 'entitlementSuspended',
  resume: 'entitlementResumed',
  move: 'entitlementMoved',
  reinstate: 'entitlementReinstated',
  restate: 'entitlementRestated',
} as const satisfies Record<Consequence['does'], string>;

function changedBy(stored: StoredCase, { held }: ToldCourse, steps: RecognitionCourse): readonly CaseWrite[] {
  const recognitionState = stateAfter(steps);
  return [
    keepCourse({ held, steps }),
    changeCase({ recognitionState, holdsPlace: recognitionState !== 'ended' }),
    insuredUnder(stored, typeAfter(held, steps)),
  ];
}

/** What registers have made of the recognition so far; undefined where it is none, or something else has ended it. */
function toldOf({ status, decision, recognitionState, course, region, insuranceType }: StoredCase) {
  if (status !== 'decided' || decision?.outcome !== 'approved' || recognitionState === 'replaced') return undefined;
  const told = course ?? { held: { region, insuranceType, from: decision.benefitFrom! }, steps: [] };
  return recognitionState === 'ended' && stateAfter(told.steps) !== 'ended' ? undefined : told;
}

/** Also what corrects one of a category, of which the event itself says nothing. */
function movesInQueues({ kind, corrects }: RegistryEvent): boolean {
  return kind === 'categoryGained' || kind === 'categoryLost' || corrects !== undefined;
}

function alarmOf(eventId: string): string {
  return `registryEvent:${eventId}`;
}

/** Unlike a refusal it is tried again, until it is so. */
function notYet(message: string, dependency: string): DomainError {
  return new DomainError('DEPENDENCY_UNAVAILABLE', message, { params: { dependency } });
}
