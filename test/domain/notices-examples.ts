import type { Decision } from '../../domain/case/decision.ts';
import { decisionNotices, type DecidedCase } from '../../domain/notices/decision-notices.ts';
import type { NoticeMessage, Recipients } from '../../domain/notices/message.ts';
import type { Texts } from '../../domain/notices/text.ts';
import { plainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { texts } from '../../platform/texts.ts';
import { policyWith } from './eligibility-examples.ts';

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
  disease: 'malignantTumor',
  sensitive: false,
  receivedAt: new Date('2026-11-22T03:59:00Z'),
  institution: 'first-hospital',
  decision: approved,
  filingNumber: 'EXAMPLE-2026-00000001',
} satisfies DecidedCase;

export const disorderCase = { ...tumourCase, disease: 'psychosis', sensitive: true } satisfies DecidedCase;

export const patient = { name: '示例甲', phone: '199-0000-0001', email: 'patient@example.org' };
export const agent = { name: '示例乙', phone: '199-0000-0002', email: 'agent@example.org', consentToDiagnosis: false };

interface Told {
  about?: DecidedCase;
  recipients?: Recipients;
  policy?: Policy;
  texts?: Texts;
}

export function told(given: Told): NoticeMessage[] {
  const recipients = given.recipients ?? { patient, agent };
  return decisionNotices({ about: tumourCase, policy: region, texts, ...given, recipients });
}

/** Everything that a message says, on any channel. */
export function wordsOf({ channels: { sms, slip, email } }: NoticeMessage): string {
  return [sms?.text, slip?.title, ...(slip?.body ?? []), slip?.envelope, email?.subject, email?.text].join('\n');
}

/** What somebody else may read along. */
export function publicWordsOf({ channels: { sms, slip, email } }: NoticeMessage): string {
  return [sms?.text, slip?.title, slip?.envelope, email?.subject].join('\n');
}
