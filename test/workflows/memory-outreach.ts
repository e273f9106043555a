import { randomUUID } from 'node:crypto';
import type { Among, OutreachContacts, NewContact, PoorPerson, Refusal } from '../../activities/outreach-ports.ts';
import type { Overtaken, Since } from '../../domain/outreach/contact.ts';

type Opened = NewContact & { readonly id: string; since: Since; closed?: Overtaken };

/** The promises of the port, in memory: people whom the registers know, and the contacts about them. */
export class OutreachInMemory implements OutreachContacts {
  readonly people: PoorPerson[] = [];
  readonly refused: Refusal[] = [];
  readonly contacts: Opened[] = [];

  async poor({ after = '', limit }: Among): Promise<PoorPerson[]> {
    const known = this.people.map((person) => ({ ...person, held: [...person.held, ...this.#openOf(person.personId)] }));
    return page(known, ({ personId }) => personId, after, limit);
  }

  async refusals({ after = '', limit }: Among): Promise<Refusal[]> {
    const followed = new Set(this.contacts.map(({ refusedCaseId }) => refusedCaseId));
    return page(this.refused.filter(({ caseId }) => !followed.has(caseId)), ({ caseId }) => caseId, after, limit);
  }

  async open(contacts: readonly NewContact[]): Promise<number> {
    const fresh = contacts.filter(({ personId, disease }) => !this.#openOf(personId).includes(disease));
    this.contacts.push(...fresh.map((contact) => ({ ...contact, id: randomUUID(), since: { died: false } })));
    return fresh.length;
  }

  async openSince(after = '', limit: number) {
    return page(this.contacts.filter(({ closed }) => !closed), ({ id }) => id, after, limit);
  }

  async close(contactId: string, overtaken: Overtaken): Promise<void> {
    this.contacts.find(({ id }) => id === contactId)!.closed = overtaken;
  }

  #openOf(personId: string): string[] {
    return this.contacts.filter((contact) => contact.personId === personId && !contact.closed).map(({ disease }) => disease);
  }
}

function page<Row>(rows: readonly Row[], idOf: (row: Row) => string, after: string, limit: number): Row[] {
  return rows.filter((row) => idOf(row) > after).toSorted((one, other) => idOf(one).localeCompare(idOf(other))).slice(0, limit);
}
