import { refusalReasonCodes, reason } from '../eligibility/reason.ts';
import type { Reason } from '../eligibility/verdict.ts';
import type { Decision, Outcome } from '../case/decision.ts';
import { plainDate } from '../plain-date.ts';
import { listedDiseases } from '../policy/recognition.ts';
import type { Policy } from '../policy/schema.ts';
import { consentCodeNotice } from './consent-notice.ts';
import { contactNotice } from './contact-notice.ts';
import { decisionNotices } from './decision-notices.ts';
import { entitlementNotices } from './entitlement-notices.ts';
import type { NoticeMessage } from './message.ts';
import { notAcceptedNotices } from './not-accepted-notices.ts';
import { plainNotices } from './plain-notices.ts';
import { receiptNotices } from './receipt-notices.ts';
import { carriedNotices } from './round-notices.ts';
import { supplementNotices } from './supplement-notices.ts';
import { type Template, templates } from './templates.ts';
import { type Language, languages, type Texts } from './text.ts';
import { visitNotices } from './visit-notices.ts';

/** Of nobody: what a template says is seen on it before anybody gets it. */
const day = plainDate('2026-12-01');
const receivedAt = new Date('2026-12-01T01:00:00Z');
const supplyBy = new Date('2026-12-15T16:00:00Z');
const planned = { team: '示例一队', slot: { from: '2026-12-02T01:00:00Z', until: '2026-12-02T03:00:00Z' } };

/**
 * The messages of a template, to patient and agent, as a region's policy has them written. @throws Error where a
 * sentence or a value is missing
 */
export function preview(template: Template, policy: Policy, language: Language, texts: Texts): NoticeMessage[] {
  return writers[template](sampleOf(template, policy, language, texts));
}

/** Every template in every language, under each policy. @throws Error naming each that cannot be written */
export function checkTemplates(policies: readonly Policy[], texts: Texts): void {
  const faults = policies.flatMap((policy) =>
    languages.flatMap((language) => templates.flatMap((template) => faultIn(template, policy, language, texts))),
  );
  if (faults.length > 0) throw new Error(`Notices that cannot be written:\n${faults.join('\n')}`);
}

function faultIn(template: Template, policy: Policy, language: Language, texts: Texts): string[] {
  try {
    preview(template, policy, language, texts);
    return [];
  } catch (error) {
    return [`  ${template} in ${language}, ${policy.pack}: ${(error as Error).message}`];
  }
}

type Sample = ReturnType<typeof sampleOf>;

function sampleOf(template: Template, policy: Policy, language: Language, texts: Texts) {
  const disease = listedDiseases(policy)[0]!;
  const about = {
    id: '00000000-0000-4000-8000-000000000000',
    personId: 'nobody',
    disease: disease.code,
    sensitive: true,
    receivedAt,
    institution: null,
    filingNumber: 'EXAMPLE-0000',
    handbookNumber: 'EXAMPLE-HB-0000',
  };
  const patient = { name: '示例甲', phone: '19900000001', email: 'patient@mail.example', language };
  const agent = {
    name: '示例乙',
    phone: '19900000002',
    email: 'agent@mail.example',
    language,
    consentToDiagnosis: true,
  };
  return { template, about, policy, recipients: { patient, agent }, texts };
}

/** Every reason that a refusal may give, each with values of the policy's own. */
function reasonsOf({ policy, about: { disease } }: Sample): Reason[] {
  const criteria = listedDiseases(policy)[0]!.criteria.value ?? 'none';
  const criterion = criteria === 'none' ? '-' : (criteria[0]?.code ?? '-');
  const params = { insuranceType: 'resident', disease, filingNumber: 'EXAMPLE-0000', criterion, held: [disease] };
  const [source = 'PRACTICE'] = Object.keys(policy.sources);
  return refusalReasonCodes.map((code) => reason(code, `${source} §一`, params as never));
}

function decided(outcome: Outcome, reasons: readonly Reason[]): Decision {
  const benefit = outcome === 'approved' ? { benefitFrom: day, benefitUntil: plainDate('2031-12-01') } : {};
  return { outcome, reasons, decidedBy: { kind: 'rules' }, decidedAt: receivedAt.toISOString(), ...benefit };
}

type Writer = (sample: Sample) => NoticeMessage[];

const plain: Writer = (sample) => plainNotices(sample);
const visit: Writer = (sample) => visitNotices(sample as Parameters<typeof visitNotices>[0], planned);
const entitlement: Writer = (sample) => entitlementNotices(sample, { on: day, insuranceType: 'resident' });

const writers: Readonly<Record<Template, Writer>> = {
  received: receiptNotices,
  supplementRequested: (sample) =>
    supplementNotices(sample, 'supplementRequested', [reason('institutionNotChosen', 'PRACTICE', {})], supplyBy),
  supplementReminder: (sample) =>
    supplementNotices(sample, 'supplementReminder', [reason('institutionNotChosen', 'PRACTICE', {})], supplyBy),
  approved: (sample) => decisionNotices({ ...sample, about: { ...sample.about, decision: decided('approved', []) } }),
  notRecognised: (sample) =>
    decisionNotices({ ...sample, about: { ...sample.about, decision: decided('notRecognised', reasonsOf(sample)) } }),
  appealed: plain,
  appealWithdrawn: plain,
  appealInvited: plain,
  reapplicationInvited: plain,
  visitOffered: visit,
  visitPlanned: visit,
  visitNotAtHome: visit,
  visitMissed: visit,
  visitCancelled: visit,
  notAccepted: (sample) => notAcceptedNotices(sample, 'identityNotProven', receivedAt),
  lapsed: plain,
  withdrawn: plain,
  personDied: plain,
  roundCarried: (sample) => carriedNotices(sample, 'noQuorum'),
  entitlementSuspended: entitlement,
  entitlementResumed: entitlement,
  entitlementMoved: entitlement,
  entitlementNotMoved: entitlement,
  entitlementEndedByDeath: entitlement,
  entitlementReinstated: entitlement,
  applicationRevived: entitlement,
  entitlementExpired: entitlement,
  renewalOpened: entitlement,
  consentCode: ({ about, policy, recipients: { patient }, texts }) => [
    consentCodeNotice({ codeId: about.id, code: '000000', disease: about.disease, reader: patient }, policy, texts),
  ],
  contactAssigned: ({ about, policy, recipients: { patient, agent }, texts }) => {
    const contact = {
      contactId: about.id,
      disease: about.disease,
      person: patient.name,
      township: '示例镇',
      contactBy: day,
      helper: agent,
    };
    return [contactNotice(contact, policy, texts)];
  },
};
