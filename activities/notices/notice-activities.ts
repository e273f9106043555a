import type { Decision } from '../../domain/case/decision.ts';
import { isVouchedFor } from '../../domain/case/identity.ts';
import type { CaseEnding } from '../../domain/case/stage.ts';
import { withNotes } from '../../domain/eligibility/asked-for.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { decisionNotices } from '../../domain/notices/decision-notices.ts';
import { entitlementNotices, type EntitlementChanged } from '../../domain/notices/entitlement-notices.ts';
import type { NoticeMessage, Occasion, Recipients } from '../../domain/notices/message.ts';
import { notAcceptedNotices } from '../../domain/notices/not-accepted-notices.ts';
import { plainNotices } from '../../domain/notices/plain-notices.ts';
import { carriedNotices, type CarriedBecause } from '../../domain/notices/round-notices.ts';
import { receiptNotices } from '../../domain/notices/receipt-notices.ts';
import { supplementNotices } from '../../domain/notices/supplement-notices.ts';
import type { Texts } from '../../domain/notices/text.ts';
import type { Template, VisitTemplate } from '../../domain/notices/templates.ts';
import { visitNotices, type PlannedVisit } from '../../domain/notices/visit-notices.ts';
import { DomainError } from '../../domain/errors.ts';
import type { NotAcceptedReason } from '../../domain/tasks/answers.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { InOpening, OnCase } from '../case/on-case.ts';
import { changeCase } from '../../store/cases/case-writes.ts';
import type { Registry } from '../../store/registers/registry.ts';
import { keepNotices, type NewNotice } from '../../store/notices/notices.ts';
import type { Notifier } from './port.ts';
import type { CaseStore, StoredCase } from '../../store/cases/port.ts';

interface Dependencies {
  store: CaseStore;
  policies: PolicyStore;
  notifier: Notifier;
  registry: Pick<Registry, 'contactOf'>;
  texts: Texts;
}

interface SupplementRequest {
  missing: readonly Reason[];
  supplyBy: string;
}

type Ended = { ending: 'notAccepted'; reason: NotAcceptedReason } | { ending: Exclude<CaseEnding, 'notAccepted'> };

interface VisitTold {
  visitId: string;
  template: VisitTemplate;
  /** The how-manieth of its kind. */
  ordinal: number;
  planned?: PlannedVisit;
  toFamily: boolean;
}

export type NoticeActivities = ReturnType<typeof createNoticeActivities>;

/**
 * Keys at the notification service are `<case>:<step>:<ordinal>:<recipient>`: it accepts each once, however often we
 * ask.
 */
export function createNoticeActivities({ store, policies, notifier, registry, texts }: Dependencies) {
  return {
    /** Key `notify:received:0`. 收件: for a case that is not decided at once. */
    async sendReceiptNotices({ caseId, at }: OnCase) {
      await store.effect(caseId, 'notify:received:0', async (stored) => {
        const messages = receiptNotices({ ...(await occasionOf(stored)), about: stored });
        return { ...(await told(stored, 'received', 0, messages)), at: new Date(at) };
      });
    },

    /** Key `notify:<step>:<opening>`. 一次性告知: everything that is missing, by when; and the reminder. */
    async sendSupplementNotices({
      caseId,
      opening,
      step,
      at,
    }: InOpening & { step: 'supplementRequested' | 'supplementReminder' }) {
      await store.effect(caseId, `notify:${step}:${opening}`, async (stored) => {
        const { missing, supplyBy } = await store.resultOf<SupplementRequest>(caseId, `supplement:${opening}`);
        const messages = supplementNotices(
          { ...(await occasionOf(stored)), about: stored },
          step,
          withNotes(missing, await store.askedFor(caseId)),
          new Date(supplyBy),
        );
        return { ...(await told(stored, step, opening, messages)), at: new Date(at) };
      });
    },

    /** Key `notify:appealed:<opening>`. That a person who had no part in the refusal looks at it. */
    async sendAppealNotices({ caseId, opening, at }: InOpening) {
      await store.effect(caseId, `notify:appealed:${opening}`, async (stored) => {
        const messages = plainNotices({ ...(await occasionOf(stored)), about: stored, template: 'appealed' });
        return { ...(await told(stored, 'appealed', opening, messages)), at: new Date(at) };
      });
    },

    /** Key `notify:<template>:<visit>:<ordinal>`. 上门服务: that it is offered, when it is, and what becomes of it. */
    async sendVisitNotices({ caseId, visitId, template, ordinal, planned, toFamily, at }: OnCase & VisitTold) {
      const step = `${template}:${visitId}`;
      await store.effect(caseId, `notify:${step}:${ordinal}`, async (stored) => {
        const messages = visitNotices({ ...(await occasionOf(stored)), about: stored, template, toFamily }, planned);
        return { ...(await told(stored, step, ordinal, messages)), at: new Date(at) };
      });
    },

    /** Key `notify:roundCarried:<round>`. 转入下一批次, and why. */
    async sendCarriedNotices({ caseId, round, because, at }: OnCase & { round: string; because: CarriedBecause }) {
      await store.effect(caseId, `notify:roundCarried:${round}`, async (stored) => {
        const messages = carriedNotices({ ...(await occasionOf(stored)), about: stored }, because);
        return { ...(await told(stored, `roundCarried:${round}`, 0, messages)), at: new Date(at) };
      });
    },

    /** Key `notify:sampling:<draw>`. 抽查复核 found the refusal wrong: what the person may do about it. */
    async sendSamplingNotices({
      caseId,
      drawId,
      template,
      at,
    }: OnCase & { drawId: string; template: 'appealInvited' | 'reapplicationInvited' }) {
      await store.effect(caseId, `notify:sampling:${drawId}`, async (stored) => {
        const messages = plainNotices({ ...(await occasionOf(stored)), about: stored, template });
        return { ...(await told(stored, `sampling:${drawId}`, 0, messages)), at: new Date(at) };
      });
    },

    /** Key `notify:decision:<opening>`. The decision with its reasons; the last effect of an opening. */
    async sendDecisionNotices({ caseId, opening, appealed = false, at }: InOpening & { appealed?: boolean }) {
      await store.effect(caseId, `notify:decision:${opening}`, async (stored) => {
        const { decision } = stored;
        if (!decision) throw new DomainError('STATE_CONFLICT', 'Nothing is decided yet.', { params: { case: caseId } });
        const messages = decisionNotices(
          { ...(await occasionOf(stored)), about: { ...stored, decision } },
          { appealed, note: await noteOn(stored, decision) },
        );
        const { writes, ...said } = await told(stored, 'decision', opening, messages);
        return { ...said, at: new Date(at), writes: [...writes, changeCase({ stage: 'closed' })] };
      });
    },

    /** Key `notify:ending:<opening>`. How the case ended, and what may be done; the last effect of an opening. */
    async sendEndingNotices({ caseId, opening, at }: InOpening) {
      await store.effect(caseId, `notify:ending:${opening}`, async (stored) => {
        const ended = await store.resultOf<Ended>(caseId, `decide:${opening}`);
        const note = ended.ending === 'notAccepted' ? await store.noteToPatient(caseId) : undefined;
        const messages = endingNotices(ended, stored, await occasionOf(stored), new Date(at), note);
        const stage = stored.decision ? 'closed' : 'ended';
        const { writes, ...said } = await told(stored, 'ending', opening, messages);
        return { ...said, at: new Date(at), writes: [...writes, changeCase({ stage })] };
      });
    },

    /** Key `notify:<step>:0`. What becomes of a recognition after its decision. */
    async sendEntitlementNotices({
      caseId,
      step,
      template,
      at,
      ...changed
    }: OnCase & EntitlementChanged & { step: string; template: Template }) {
      await store.effect(caseId, `notify:${step}:0`, async (stored) => {
        const occasion = {
          ...(await occasionOf(stored)),
          about: stored,
          template,
          toFamily: template === 'entitlementEndedByDeath',
        };
        return { ...(await told(stored, step, 0, entitlementNotices(occasion, changed))), at: new Date(at) };
      });
    },
  };

  async function occasionOf(stored: StoredCase) {
    return { policy: await policies.get(stored.policyVersionId), recipients: await recipientsOf(stored), texts };
  }

  /**
   * What nobody vouches for may have been entered by a stranger: it is told to the person alone, and nowhere but where
   * the register reaches them; where it does not, on paper.
   */
  async function recipientsOf({ identity, personId, contacts }: StoredCase): Promise<Recipients> {
    if (isVouchedFor(identity)) return contacts;
    const { name, phone } = (await registry.contactOf(personId)) ?? { name: contacts.patient.name };
    return { patient: { name, ...(phone && { phone }) }, agent: null };
  }

  /** Of an approval, and of what no person refused, there is none. */
  async function noteOn({ id }: StoredCase, { outcome, decidedBy }: Decision): Promise<string | undefined> {
    return outcome === 'notRecognised' && decidedBy.kind === 'person' ? store.noteToPatient(id) : undefined;
  }

  async function told({ id }: StoredCase, step: string, ordinal: number, messages: readonly NoticeMessage[]) {
    const notices = await Promise.all(
      messages.map((message) => accepted(`${id}:notify:${step}:${ordinal}:${message.recipient.role}`, message)),
    );
    const result = {
      notices: notices.map(({ template, recipient, messageId }) => ({ template, recipient, messageId })),
    };
    return { actor: 'system', action: 'told', result, writes: [keepNotices(notices)] };
  }

  async function accepted(key: string, message: NoticeMessage): Promise<NewNotice> {
    const { messageId, acceptedAt } = await notifier.accept(key, message);
    return { key, template: message.template, recipient: message.recipient.role, messageId, acceptedAt };
  }
}

/** Of an appeal that is withdrawn, the decision before it stands. */
function endingNotices(
  ended: Ended,
  about: StoredCase,
  known: Pick<Occasion, 'policy' | 'recipients' | 'texts'>,
  at: Date,
  note: string | undefined,
): NoticeMessage[] {
  const occasion = { ...known, about };
  if (ended.ending === 'notAccepted') return notAcceptedNotices(occasion, ended.reason, at, note);
  const template = ended.ending === 'withdrawn' && about.decision ? 'appealWithdrawn' : ended.ending;
  return plainNotices({ ...occasion, template, toFamily: ended.ending === 'personDied' });
}
