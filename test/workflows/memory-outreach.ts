import { randomUUID } from 'node:crypto';
import type {
  Among,
  ContactsToTell,
  OutreachContacts,
  NewContact,
  PoorPerson,
  Refusal,
  SettledTreatments,
  TreatmentQuestion,
  UntoldContact,
} from '../../store/outreach/port.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Overtaken, Since } from '../../domain/outreach/contact.ts';
import type { TreatmentRecord } from '../../domain/outreach/treated.ts';

type Opened = NewContact & { readonly id: string; since: Since; closed?: Overtaken };

/**
 * The promises of the ports, in memory: people whom the registers know, what was settled of them, and the contacts
 * about them.
 */
export class OutreachInMemory implements OutreachContacts, ContactsToTell, SettledTreatments {
  readonly people: PoorPerson[] = [];
  readonly settled = new Map<string, readonly TreatmentRecord[]>();
  /** So many times more the settlement service does not answer. */
  unanswered = 0;
  readonly refused: Refusal[] = [];
  readonly contacts: Opened[] = [];
  assigned: UntoldContact[] = [];

  async poor({ after = '', limit }: Among): Promise<PoorPerson[]> {
    const known = this.people.map((person) => ({
      ...person,
      held: [...person.held, ...this.#openOf(person.personId)],
    }));
    return page(known, ({ personId }) => personId, after, limit);
  }

  async refusals({ after = '', limit }: Among): Promise<Refusal[]> {
    const followed = new Set(this.contacts.map(({ refusedCaseId }) => refusedCaseId));
    return page(
      this.refused.filter(({ caseId }) => !followed.has(caseId)),
      ({ caseId }) => caseId,
      after,
      limit,
    );
  }

  async open(contacts: readonly NewContact[]): Promise<number> {
    const fresh = contacts.filter(({ personId, disease }) => !this.#openOf(personId).includes(disease));
    this.contacts.push(...fresh.map((contact) => ({ ...contact, id: randomUUID(), since: { died: false } })));
    return fresh.length;
  }

  async treatmentsOf({ personIds }: TreatmentQuestion) {
    if (this.unanswered-- > 0)
      throw new DomainError('DEPENDENCY_UNAVAILABLE', 'The settlement service did not answer.');
    return new Map([...this.settled].filter(([personId]) => personIds.includes(personId)));
  }

  async openSince(after = '', limit: number) {
    return page(
      this.contacts.filter(({ closed }) => !closed),
      ({ id }) => id,
      after,
      limit,
    );
  }

  async close(contactId: string, overtaken: Overtaken): Promise<void> {
    this.contacts.find(({ id }) => id === contactId)!.closed = overtaken;
  }

  async untold(after = '', limit: number) {
    return page(this.assigned, ({ contactId }) => contactId, after, limit);
  }

  async recordTold(contactId: string, assignment: number): Promise<void> {
    this.assigned = this.assigned.filter((one) => one.contactId !== contactId || one.assignment !== assignment);
  }

  #openOf(personId: string): string[] {
    return this.contacts
      .filter((contact) => contact.personId === personId && !contact.closed)
      .map(({ disease }) => disease);
  }
}

function page<Row>(rows: readonly Row[], idOf: (row: Row) => string, after: string, limit: number): Row[] {
  return rows
    .filter((row) => idOf(row) > after)
    .toSorted((one, other) => idOf(one).localeCompare(idOf(other)))
    .slice(0, limit);
}
