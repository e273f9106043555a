/** What a scenario file says of outreach 主动办: what is done with contacts, and what is expected of them. */
import { z } from 'zod';
import {
  contactCauses,
  contactClosings,
  contactReports,
  contactResults,
  contactStates,
} from '../../domain/outreach/contact.ts';
import { byWhom, day, name, orNone, papers, text } from './format-parts.ts';

/** The last contact of the person, for the disease where it says which. */
const onContact = { ...byWhom, person: name, disease: text.optional() };

const consent = z.strictObject({
  authorisation: text.default('授权委托书(示例)'),
});

export const onContacts = {
  assignContact: z.strictObject({ ...onContact, to: name }),
  reportContact: z.strictObject({
    ...onContact,
    result: z.enum(contactReports),
    consent: consent.optional(),
    againOn: day.optional(),
  }),
  applyFromContact: z.strictObject({ ...onContact, case: name, institution: text.optional(), papers }),
};

export const contact = z.strictObject({
  person: name,
  disease: text.optional(),
  seenBy: name.optional(),
  names: orNone(text).optional(),
  cause: z.enum(contactCauses).optional(),
  state: z.enum(contactStates).optional(),
  helper: orNone(name).optional(),
  result: orNone(z.enum(contactResults)).optional(),
  closedBecause: orNone(z.enum(contactClosings)).optional(),
  needs: z.array(text).optional(),
});

export type ExpectedContact = z.output<typeof contact>;
