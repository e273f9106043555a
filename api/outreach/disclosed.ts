/** What answers about contacts show of people. */
import type { z } from 'zod';
import type { DataKind } from '../../domain/reads/data-kinds.ts';
import { disclosing } from '../http/disclosing.ts';
import type { contactDetail, contactSummary } from './shapes.ts';

interface Page {
  readonly items: readonly z.input<typeof contactSummary>[];
}

export const ofContacts = disclosing<Page>(({ items }) => {
  const contacts = items.flatMap(({ id, disease }) => (disease === null ? [] : [id]));
  return contacts.length === 0 ? undefined : { contacts, kinds: ['diagnosis'] };
});

/** Whoever is to find the person has name, telephone and village together. */
export const ofContact = disclosing<z.input<typeof contactDetail>>(({ id, person, disease, application, events }) => {
  const kinds: DataKind[] = [
    ...(person.village === null && person.phone === null && person.name.includes('*') ? [] : (['identity'] as const)),
    ...(disease === null ? [] : (['diagnosis'] as const)),
    ...(events.some(({ note }) => note !== null) ? (['notes'] as const) : []),
    ...(application === null ? [] : (['course'] as const)),
  ];
  return kinds.length === 0 ? undefined : { contacts: [id], kinds };
});
