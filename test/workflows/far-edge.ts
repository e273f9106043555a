import { EventEmitter, once } from 'node:events';
import type { Notifier } from '../../activities/notices/port.ts';
import type { EntitlementChange, NewEntitlement, Settlement } from '../../activities/settlement/port.ts';
import type { Registry } from '../../store/registers/registry.ts';
import type { NoticeSettled, Undeliverable, Undelivered } from '../../activities/notices/undeliverable-activities.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Facts } from '../../domain/eligibility/verdict.ts';
import type { NoticeMessage } from '../../domain/notices/message.ts';
import type { TreatmentRecord } from '../../domain/outreach/treated.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { SettledTreatments, TreatmentQuestion } from '../../store/outreach/port.ts';

type Behaviour =
  | 'answers'
  /** Refuses the connection. */
  | 'isDown'
  /** Does what was asked, and its answer never arrives. */
  | 'losesItsAnswers'
  /** Keeps its callers waiting until it behaves otherwise. */
  | 'hangs'
  /** Will not do it, however often it is asked. */
  | 'refuses';

/** A service that does each thing once per key, and keeps the calls that it got. */
class KeyedService<Request, Answer> {
  /** Keys in the order of the calls, repeats included. */
  readonly calls: string[] = [];
  readonly done = new Map<string, Request>();
  readonly #answers = new Map<string, Answer>();
  readonly #changed = new EventEmitter();
  readonly #name: string;
  #behaviour: Behaviour = 'answers';

  constructor(name: string) {
    this.#name = name;
  }

  get behaviour(): Behaviour {
    return this.#behaviour;
  }

  set behaviour(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.#changed.emit('behaviour');
  }

  protected async once(key: string, request: Request, answer: () => Answer): Promise<Answer> {
    this.calls.push(key);
    while (this.behaviour === 'hangs') await once(this.#changed, 'behaviour');
    if (this.behaviour === 'isDown') throw this.#unavailable();
    if (this.behaviour === 'refuses') throw new DomainError('STATE_CONFLICT', `The ${this.#name} will not do this.`);
    const given = this.#answers.get(key) ?? answer();
    this.#answers.set(key, given);
    this.done.set(key, request);
    if (this.behaviour === 'losesItsAnswers') throw this.#unavailable();
    return given;
  }

  #unavailable(): DomainError {
    return new DomainError('DEPENDENCY_UNAVAILABLE', `The ${this.#name} did not answer.`, {
      params: { dependency: this.#name },
    });
  }
}

type Filing = { filingNumber: string; filedOn: PlainDate };

export class SettlementInMemory
  extends KeyedService<NewEntitlement | EntitlementChange, Filing | undefined>
  implements Settlement
{
  constructor() {
    super('settlement service');
  }

  async register(key: string, entitlement: NewEntitlement): Promise<Filing> {
    const { filedOn } = entitlement;
    const filing = await this.once(key, entitlement, () => ({
      filingNumber: `EXAMPLE-${this.done.size + 1}`,
      filedOn,
    }));
    return filing!;
  }

  async change(key: string, change: EntitlementChange): Promise<void> {
    await this.once(key, change, () => undefined);
  }
}

export class NotifierInMemory
  extends KeyedService<NoticeMessage, { messageId: string; acceptedAt: Date }>
  implements Notifier
{
  constructor() {
    super('notification service');
  }

  #last = 0;

  async accept(key: string, message: NoticeMessage) {
    return this.once(key, message, () => ({ messageId: `message-${this.done.size + 1}`, acceptedAt: this.#next() }));
  }

  /** No two at one instant: the record lists notices as they were accepted. */
  #next(): Date {
    this.#last = Math.max(Date.now(), this.#last + 1);
    return new Date(this.#last);
  }
}

/** What the notification service could not bring, and what people made of it. */
export class UndeliveredInMemory implements Undelivered {
  readonly settled = new Map<string, NoticeSettled>();
  #notices: readonly Undeliverable[] = [];

  fail(notice: Undeliverable): void {
    this.#notices = [...this.#notices, notice];
  }

  /** One a page. */
  async list(after = '0') {
    const open = this.#notices.filter(({ key }) => !this.settled.has(key));
    const next = Number(after) + 1;
    return { notices: open.slice(next - 1, next), ...(next < open.length && { next: String(next) }) };
  }

  async settle(key: string, as: NoticeSettled): Promise<void> {
    this.settled.set(key, as);
  }
}

/** What hospitals have settled, by person. */
export class TreatmentsInMemory implements SettledTreatments {
  readonly settled = new Map<string, readonly TreatmentRecord[]>();
  /** So many times more the settlement service does not answer. */
  unanswered = 0;

  async treatmentsOf({ personIds }: TreatmentQuestion) {
    if (this.unanswered-- > 0)
      throw new DomainError('DEPENDENCY_UNAVAILABLE', 'The settlement service did not answer.');
    return new Map([...this.settled].filter(([personId]) => personIds.includes(personId)));
  }
}

type Known = Awaited<ReturnType<Registry['factsOf']>>;

export class RegistryInMemory implements Registry {
  readonly #known = new Map<string, Known>();

  know(personId: string, facts: Known): void {
    this.#known.set(personId, facts);
  }

  async factsOf(personId: string): Promise<Known> {
    return this.#known.get(personId) ?? { person: { known: false }, insurance: [], categories: [], records: [] };
  }

  async contactOf() {
    return undefined;
  }
}

const insured = (region: string): Facts['insurance'] => [{ type: 'resident', region, from: '2020-01-01' as PlainDate }];

/** Somebody insured as a resident, of whom no hospital has sent anything. */
export function insuredPerson(region: string): Known {
  return { person: { known: true }, insurance: insured(region), categories: [], records: [] };
}
