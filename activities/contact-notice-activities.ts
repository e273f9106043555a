import { contactNotice } from '../domain/notices/contact-notice.ts';
import type { Texts } from '../domain/notices/text.ts';
import type { PolicyStore } from '../records/policy-versions.ts';
import type { ContactsToTell } from './outreach-ports.ts';
import type { Notifier } from './ports.ts';

interface Dependencies {
  contacts: ContactsToTell;
  policies: PolicyStore;
  notifier: Notifier;
  texts: Texts;
}

/** Where to read on; no `next` after the last page. */
interface Told {
  readonly told: number;
  readonly next?: string;
}

export type ContactNoticeActivities = ReturnType<typeof createContactNoticeActivities>;

const pageSize = 20;

export function createContactNoticeActivities({ contacts, policies, notifier, texts }: Dependencies) {
  return {
    /** Key `contact:<id>:assigned:<assignment>`: whoever is given a contact hears of it once, and so does whoever comes after. */
    async tellHelpers({ after, at }: { after?: string; at: string }): Promise<Told> {
      const page = await contacts.untold(after, pageSize);
      for (const contact of page) {
        const { contactId, assignment, policyVersionId } = contact;
        const message = contactNotice(contact, await policies.get(policyVersionId), texts);
        await notifier.accept(`contact:${contactId}:assigned:${assignment}`, message);
        await contacts.recordTold(contactId, assignment, new Date(at));
      }
      const last = page.at(-1);
      return last && page.length === pageSize ? { told: page.length, next: last.contactId } : { told: page.length };
    },
  };
}
