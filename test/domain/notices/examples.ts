import fc from 'fast-check';
import type { Decision } from '../../../domain/case/decision.ts';
import type { AssignedContact } from '../../../domain/notices/contact-notice.ts';
import { decisionNotices, type DecidedCase } from '../../../domain/notices/decision-notices.ts';
import type { NoticeMessage, Recipients } from '../../../domain/notices/message.ts';
import { type Template, templates } from '../../../domain/notices/templates.ts';
import { languages, type Texts } from '../../../domain/notices/text.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import type { Policy } from '../../../domain/policy/schema.ts';
import { texts } from '../../../platform/texts.ts';
import { policyWith } from '../eligibility/examples.ts';

export const region = policyWith();

export const approved: Decision = {
  outcome: 'approved',
  reasons: [],
  decidedBy: { kind: 'rules' },
  decidedAt: '2026-11-22T04:00:00.000Z',
  benefitFrom: plainDate('2026-11-23'),
};

export function refusedFor(...reasons: Decision['reasons']): Decision {
  return { outcome: 'notRecognised', reasons, decidedBy: { kind: 'rules' }, decidedAt: approved.decidedAt };
}

export const tumourCase = {
  id: '00000000-0000-4000-8000-000000000001',
  personId: 'person-1',
  disease: 'malignantTumor',
  sensitive: false,
  receivedAt: new Date('2026-11-22T03:59:00Z'),
  institution: 'first-hospital',
  decision: approved,
  filingNumber: 'EXAMPLE-2026-00000001',
  handbookNumber: null,
} satisfies DecidedCase;

export const disorderCase = { ...tumourCase, disease: 'psychosis', sensitive: true } satisfies DecidedCase;

export const patient = { name: '示例甲', phone: '19900000001', email: 'patient@example.org' };
export const agent = { name: '示例乙', phone: '19900000002', email: 'agent@example.org', consentToDiagnosis: false };

interface Told {
  about?: DecidedCase;
  recipients?: Recipients;
  policy?: Policy;
  texts?: Texts;
  note?: string;
}

export function told({ note, ...given }: Told): NoticeMessage[] {
  const recipients = given.recipients ?? { patient, agent };
  return decisionNotices({ about: tumourCase, policy: region, texts, ...given, recipients }, { note });
}

/** Everything that a message says, on any channel. */
export function wordsOf({ channels: { sms, slip, email, inApp } }: NoticeMessage): string {
  const read = [slip.office, slip.title, ...slip.body, slip.envelope, inApp.title, ...inApp.body];
  return [sms?.text, ...read, email?.subject, email?.text].join('\n');
}

/** What somebody else may read along. */
export function publicWordsOf({ channels: { sms, slip, email, inApp } }: NoticeMessage): string {
  return [sms?.text, slip.office, slip.title, slip.envelope, email?.subject, inApp.title].join('\n');
}

/** A contact that was given to a helper. */
export const givenContact: AssignedContact = {
  contactId: '00000000-0000-4000-8000-000000000001',
  disease: tumourCase.disease,
  person: '示例甲',
  township: '示例镇',
  contactBy: plainDate('2026-12-15'),
  helper: { name: '示例丙', phone: '19900000003' },
};

/** Notices of which everything is said by their template. */
export const plainTemplates = [
  'appealed',
  'appealWithdrawn',
  'appealInvited',
  'reapplicationInvited',
  'lapsed',
  'withdrawn',
  'personDied',
] as const satisfies readonly Template[];

/** What becomes of a recognition after its decision. */
export const entitlementTemplates = templates.filter(
  (template) => template.startsWith('entitlement') || template === 'renewalOpened' || template === 'applicationRevived',
);
export const changed = { on: plainDate('2026-12-01'), insuranceType: 'resident' } as const;

export const plannedVisit = { team: '示例一队', slot: { from: '2026-12-01T01:00:00Z', until: '2026-12-01T03:00:00Z' } };

/** Any patient, with any agent or none. */
export const recipients = fc.record({
  patient: fc.record({
    name: fc.constant('示例甲'),
    phone: fc.constantFrom(undefined, '19900000001'),
    email: fc.constantFrom(undefined, 'patient@example.org'),
    language: fc.constantFrom(...languages),
  }),
  agent: fc.option(
    fc.record({
      name: fc.constant('示例乙'),
      phone: fc.constantFrom(undefined, '19900000002'),
      email: fc.constantFrom(undefined, 'agent@example.org'),
      language: fc.constantFrom(...languages),
      consentToDiagnosis: fc.boolean(),
    }),
  ),
});

/** Words that give a diagnosis away. */
export const telling = /精神|肿瘤|第一人民医院|病理|mental|tumour|People.s Hospital|patholog/i;
