import { decisionNotices } from '../domain/notices/decision-notices.ts';
import type { NoticeMessage } from '../domain/notices/message.ts';
import { receiptNotices } from '../domain/notices/receipt-notices.ts';
import type { Texts } from '../domain/notices/text.ts';
import { DomainError } from '../domain/errors.ts';
import type { PolicyStore } from '../records/policy-versions.ts';
import type { CaseStore, NewNotice, Notifier, StoredCase } from './ports.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  notifier: Notifier;
  texts: Texts;
}

interface OnCase {
  caseId: string;
  at: string;
}

export type NoticeActivities = ReturnType<typeof createNoticeActivities>;

/** Keys at the notification service are `<case>:<step>:<ordinal>:<recipient>`: it accepts each once, however often we ask. */
export function createNoticeActivities({ store, policies, notifier, texts }: Dependencies) {
  return {
    /** Key `notify:received:0`. 收件: for a case that is not decided at once. */
    async sendReceiptNotices({ caseId, at }: OnCase) {
      await store.effect(caseId, 'notify:received:0', async (found) => {
        const messages = receiptNotices({ ...(await occasionOf(found)), about: found });
        return { ...(await told(found, 'received', messages)), at: new Date(at) };
      });
    },

    /** Key `notify:decision:0`. The decision with its reasons; the last effect of the case. */
    async sendDecisionNotices({ caseId, at }: OnCase) {
      await store.effect(caseId, 'notify:decision:0', async (found) => {
        const { decision } = found;
        if (!decision) throw new DomainError('STATE_CONFLICT', 'Nothing is decided yet.', { params: { case: caseId } });
        const messages = decisionNotices({ ...(await occasionOf(found)), about: { ...found, decision } });
        return { ...(await told(found, 'decision', messages)), at: new Date(at), change: { stage: 'closed' } };
      });
    },
  };

  async function occasionOf({ policyVersionId, contacts }: StoredCase) {
    return { policy: await policies.get(policyVersionId), recipients: contacts, texts };
  }

  async function told({ id }: StoredCase, step: string, messages: readonly NoticeMessage[]) {
    const notices = await Promise.all(messages.map((message) => accepted(`${id}:notify:${step}:0:${message.recipient.role}`, message)));
    const result = { notices: notices.map(({ template, recipient, messageId }) => ({ template, recipient, messageId })) };
    return { actor: 'system', action: 'told', result, notices };
  }

  async function accepted(key: string, message: NoticeMessage): Promise<NewNotice> {
    const { messageId, acceptedAt } = await notifier.accept(key, message);
    return { key, template: message.template, recipient: message.recipient.role, messageId, acceptedAt };
  }
}
