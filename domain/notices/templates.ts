import type { CaseEnding } from '../case/stage.ts';

/** Why a notice is sent. */
export type Purpose =
  'receipt' | 'deadline' | 'decision' | 'visit' | 'progress' | 'entitlement' | 'outreach' | 'consent';

interface TemplateRules {
  readonly purpose: Purpose;
  /**
   * A rule demands that it arrives: a decision, a refusal with its reasons, a deadline, a visit, the loss of a benefit.
   * Where every channel fails, a person takes it up.
   */
  readonly required: boolean;
}

/** 上门服务 */
const visitRules = {
  visitOffered: { purpose: 'visit', required: true },
  visitPlanned: { purpose: 'visit', required: true },
  visitNotAtHome: { purpose: 'visit', required: true },
  visitMissed: { purpose: 'visit', required: true },
  visitCancelled: { purpose: 'visit', required: true },
} as const satisfies Record<string, TemplateRules>;

const endingRules = {
  notAccepted: { purpose: 'decision', required: true },
  lapsed: { purpose: 'deadline', required: true },
  withdrawn: { purpose: 'progress', required: false },
  personDied: { purpose: 'progress', required: false },
} as const satisfies Record<CaseEnding, TemplateRules>;

export const templateRules = {
  received: { purpose: 'receipt', required: false },
  supplementRequested: { purpose: 'deadline', required: true },
  supplementReminder: { purpose: 'deadline', required: true },
  approved: { purpose: 'decision', required: true },
  notRecognised: { purpose: 'decision', required: true },
  roundCarried: { purpose: 'progress', required: false },
  appealed: { purpose: 'progress', required: false },
  appealWithdrawn: { purpose: 'progress', required: false },
  appealInvited: { purpose: 'deadline', required: true },
  reapplicationInvited: { purpose: 'decision', required: true },
  ...visitRules,
  ...endingRules,
  entitlementSuspended: { purpose: 'entitlement', required: true },
  entitlementResumed: { purpose: 'entitlement', required: false },
  entitlementMoved: { purpose: 'entitlement', required: false },
  entitlementNotMoved: { purpose: 'entitlement', required: true },
  entitlementEndedByDeath: { purpose: 'entitlement', required: false },
  entitlementReinstated: { purpose: 'entitlement', required: true },
  applicationRevived: { purpose: 'progress', required: false },
  entitlementExpired: { purpose: 'entitlement', required: true },
  renewalOpened: { purpose: 'entitlement', required: false },
  consentCode: { purpose: 'consent', required: false },
  contactAssigned: { purpose: 'outreach', required: false },
} as const satisfies Record<string, TemplateRules>;

export type Template = keyof typeof templateRules;
export type VisitTemplate = keyof typeof visitRules;

/** Keys of the sentences that every template may use beside its own. */
export const sharedSentences = [
  ...[
    'sms',
    'envelope',
    'office',
    'salutation',
    'subject',
    'application',
    'supply',
    'supplement',
    'appeal',
    'basis',
    'noteToPatient',
  ].map((key) => `notices.${key}`),
  'reasons',
  'notAcceptedReasons',
  'insuranceTypes',
];

export const templates = Object.keys(templateRules) as Template[];
export const visitTemplates = Object.keys(visitRules) as VisitTemplate[];
