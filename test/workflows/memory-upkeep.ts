import type { Alarms } from '../../store/alarms/alarms.ts';
import type { ExpiringCase, NewRenewal, Recognitions } from '../../store/cases/recognitions.ts';
import type { Ledger } from '../../store/outbox/ledger.ts';
import type { RegistryEvents } from '../../store/registers/registry-events.ts';
import { overtakes, type RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import { isUnderWay } from '../../domain/visits/visit.ts';
import type { CaseRecord, MemoryCaseStore } from './memory-case-store.ts';

type Reported = RegistryEvent & { readonly personId: string };

/** Files the renewal that the round opens, as the outbox starts it. */
type OpensRenewal = (earlier: CaseRecord, renewal: NewRenewal) => Promise<void>;

/** What registers reported, what ends, and what people have to look at: the ports' promises in memory. */
export class UpkeepInMemory implements RegistryEvents, Recognitions {
  readonly alarms = new Map<string, { readonly problem: string }>();
  readonly #store: MemoryCaseStore;
  readonly #opens: OpensRenewal;
  readonly #events: Reported[] = [];
  readonly #waiting = new Set<string>();

  constructor(store: MemoryCaseStore, opens: OpensRenewal) {
    this.#store = store;
    this.#opens = opens;
  }

  report(event: Reported): void {
    this.#events.push(event);
    this.#waiting.add(event.id);
  }

  async next(personId: string): Promise<RegistryEvent | undefined> {
    const waiting = this.#events.filter((event) => event.personId === personId && this.#waiting.has(event.id));
    return waiting.sort((one, other) => one.on.localeCompare(other.on))[0];
  }

  async get(eventId: string) {
    const event = this.#events.find(({ id }) => id === eventId)!;
    const others = this.#events.filter((other) => other.personId === event.personId && other.on > event.on);
    return { event, overtaken: others.some((other) => overtakes(other, event)) };
  }

  async close(eventId: string): Promise<void> {
    this.#waiting.delete(eventId);
  }

  async openOf(personId: string) {
    const open = this.#store
      .all()
      .filter(({ stored }) => stored.personId === personId && ['received', 'open'].includes(stored.status));
    return open.map(({ stored }) => ({ caseId: stored.id, opening: stored.opening }));
  }

  async visitsOf(personId: string) {
    const decided = this.#store
      .all()
      .filter(({ stored }) => stored.personId === personId && !['received', 'open'].includes(stored.status));
    return decided.flatMap(({ stored, visits }) =>
      visits.filter(({ state }) => isUnderWay(state!)).map(({ workflowId }) => ({ caseId: stored.id, workflowId })),
    );
  }

  async allAnswered(messageIds: readonly string[]): Promise<boolean> {
    return messageIds.every((id) => this.#store.answered.has(id));
  }

  async expiringBy(day: PlainDate): Promise<ExpiringCase[]> {
    const held = this.#store
      .all()
      .filter(({ stored, holdsPlace }) => holdsPlace && (stored.decision?.benefitUntil ?? '9') <= day);
    return held.map((record) => this.#expiring(record));
  }

  async expiring(caseId: string): Promise<ExpiringCase> {
    return this.#expiring(this.#store.of(caseId));
  }

  async openRenewal(caseId: string, renewal: NewRenewal): Promise<boolean> {
    await this.#opens(this.#store.of(caseId), renewal);
    return true;
  }

  #expiring({ stored, ledger }: CaseRecord): ExpiringCase {
    const { id: caseId, personId, region, disease, decision, recognitionState } = stored;
    const expiring = {
      caseId,
      region,
      disease,
      suspended: recognitionState === 'suspended',
      until: decision!.benefitUntil!,
    };
    const renewal = this.#store
      .all()
      .find(
        (other) => other.stored.personId === personId && other.stored.kind === 'renewal' && other.stored.id !== caseId,
      );
    if (!renewal) return expiring;
    const { id, opening, receivedAt, decision: later } = renewal.stored;
    const isDone = (step: string) => ledger.some(({ key }) => key === `${step}:${id}:${opening}`);
    const approved = later?.outcome === 'approved';
    const over = later && !approved ? { overOn: localDay(new Date(later.decidedAt)) } : {};
    return {
      ...expiring,
      renewal: {
        filedOn: localDay(receivedAt),
        kept: isDone('keep'),
        released: isDone('release'),
        approved,
        ...over,
      },
      renewedBy: { caseId: id, opening, why: later && !approved ? 'notRecognised' : null },
    };
  }
}

export function alarmsOf({ alarms }: UpkeepInMemory): Alarms {
  return {
    async raise({ id, problem }) {
      alarms.set(id, { problem });
    },
    async clear(id) {
      alarms.delete(id);
    },
  };
}

/** Nothing is ever lost here; what is, test/activities/reconcile.test.ts tells. */
export const ledger: Ledger = {
  undecided: async () => [],
  requeueStart: () => Promise.reject(new DomainError('NOT_FOUND', 'Nothing is missing.')),
  requeueUnderWay: async () => 0,
  roundsUnderWay: async () => [],
  requeueRound: async () => undefined,
  retrySetAside: async () => 0,
  clearAlarmsOver: async () => undefined,
};
