import { isDomainError } from '../../domain/errors.ts';
import { contactNotice } from '../../domain/notices/contact-notice.ts';
import type { Texts } from '../../domain/notices/text.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { ContactsToTell, UntoldContact } from '../../store/outreach/port.ts';
import type { Notifier } from '../notices/port.ts';

interface Dependencies {
  contacts: ContactsToTell;
  policies: PolicyStore;
  notifier: Notifier;
  texts: Texts;
}

/** Where to read on; no `next` after the last page. */
interface NoticePage {
  readonly told: number;
  /** What the notification service will not take as it is; it is tried again with the next round. */
  readonly refused?: number;
  readonly next?: string;
}

export type ContactNoticeActivities = ReturnType<typeof createContactNoticeActivities>;

const pageSize = 20;

export function createContactNoticeActivities({ contacts, policies, notifier, texts }: Dependencies) {
  return {
    /**
     * Key `contact:<id>:assigned:<assignment>`: whoever is given a contact hears of it once, and so does whoever comes
     * after. One that is refused keeps nobody else waiting.
     */
    async tellHelpers({ after, at }: { after?: string; at: string }): Promise<NoticePage> {
      const page = await contacts.untold(after, pageSize);
      let told = 0;
      for (const contact of page) if (await tell(contact, new Date(at))) told += 1;
      const refused = page.length - told;
      const last = page.at(-1);
      return {
        told,
        ...(refused > 0 && { refused }),
        ...(last && page.length === pageSize && { next: last.contactId }),
      };
    },
  };

  /** False where it is refused. @throws DomainError DEPENDENCY_UNAVAILABLE */
  async function tell(contact: UntoldContact, at: Date): Promise<boolean> {
    const { contactId, assignment, policyVersionId } = contact;
    const message = contactNotice(contact, await policies.get(policyVersionId), texts);
    try {
      await notifier.accept(`contact:${contactId}:assigned:${assignment}`, message);
    } catch (error) {
      if (isDomainError(error) && error.kind !== 'unavailable') return false;
      throw error;
    }
    await contacts.recordTold(contactId, assignment, at);
    return true;
  }
}
