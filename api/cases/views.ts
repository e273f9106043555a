/** What a case shows of itself; whoever calls says what may be shown. */
import type { Operation } from '../../domain/access/grants.ts';
import type { CaseStanding } from '../../domain/case/permitted-actions.ts';
import { withNotes, type AskedFor } from '../../domain/eligibility/asked-for.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { maskIdentityNumber, maskName } from '../../domain/identity-number.ts';
import type { DetailedCase, ListedCase } from '../../store/cases/case-reads.ts';
import type { PersonDetails } from '../../store/cases/details.ts';
import { dayOf } from '../../store/rows.ts';
import { codedVisit } from '../../store/visits/coded.ts';
import type { SayReason } from '../http/speaker.ts';

type Json = Record<string, unknown>;

/** What the caller may do to the case. */
export type May = (operation: Operation) => boolean;

export function standingOf(row: DetailedCase): CaseStanding {
  return {
    ...row,
    visits: row.visits.map(codedVisit),
    appealed: row.messages.some(({ kind }) => kind === 'appealed'),
    assessed: row.assessments.length > 0,
  };
}

/** What the applicant has been asked for and has not supplied. */
export function isAskedFor({ waitingSince, ending }: Pick<DetailedCase, 'waitingSince' | 'ending'>): boolean {
  return waitingSince !== null || ending === 'lapsed';
}

/** Acceptance, and what the applicant has been asked for since. */
export function courseOf(row: DetailedCase, also: AskedFor, may: May, say: SayReason) {
  const { opening, acceptedAt, waitingSince, supplyBy, ending, subject, recognitionState, handbookNumber } = row;
  const request = subject.audit.find(({ effect }) => effect === `supplement:${opening}`)?.data as
    { missing: readonly Reason[] } | undefined;
  const missing = isAskedFor(row) ? withNotes(request?.missing ?? [], also) : [];
  return {
    opening,
    acceptedAt: acceptedAt?.toISOString() ?? null,
    waitingSince: waitingSince?.toISOString() ?? null,
    supplyBy: supplyBy?.toISOString() ?? null,
    missing: may('readDiagnosis')
      ? missing.map(({ note = null, ...reason }) => ({ ...reason, text: say(reason), note }))
      : null,
    ending,
    recognitionState: may('readEntitlement') ? recognitionState : null,
    handbookNumber: may('readEntitlement') ? handbookNumber : null,
  };
}

export function messageView({ id, kind, sentAt, state, rejection }: DetailedCase['messages'][number]) {
  const refused = rejection as { code: string; message: string } | null;
  return {
    id,
    kind,
    sentAt: sentAt.toISOString(),
    state: state as 'sent' | 'taken' | 'refused',
    rejection: refused && { code: refused.code, message: refused.message },
  };
}

/** Actors of the audit chain that are no people. */
export const systemActors = ['system', 'rules'];

export function plainOf(row: ListedCase) {
  const {
    id,
    submissionId,
    region,
    kind,
    procedure,
    institution,
    status,
    stage,
    outcome,
    receivedAt,
    dueAt,
    breachedAt,
  } = row;
  return {
    id,
    submissionId,
    region,
    kind,
    procedure,
    institution,
    status,
    stage,
    outcome,
    receivedAt: receivedAt.toISOString(),
    dueAt: dueAt?.toISOString() ?? null,
    breachedAt: breachedAt?.toISOString() ?? null,
    links: { self: `/v1/applications/${id}` },
  };
}

export function masked({ name, idNumber }: PersonDetails) {
  return { name: maskName(name), idNumber: maskIdentityNumber(idNumber) };
}

type Decided = Pick<ListedCase, 'outcome' | 'decidedAt' | 'decidedBy' | 'reasons' | 'benefitFrom' | 'benefitUntil'>;

export function decisionView(
  { outcome, decidedAt, decidedBy, reasons, benefitFrom, benefitUntil }: Decided,
  may: May,
  say: SayReason,
) {
  if (!outcome || !decidedAt || !decidedBy) return null;
  return {
    outcome,
    decidedAt: decidedAt.toISOString(),
    decidedBy: decidedBy.kind,
    reasons: may('readDiagnosis') ? (reasons ?? []).map((reason) => ({ ...reason, text: say(reason) })) : null,
    ...(may('readEntitlement') && benefitFrom ? { benefitFrom: dayOf(benefitFrom) } : {}),
    ...(may('readEntitlement') && benefitUntil ? { benefitUntil: dayOf(benefitUntil) } : {}),
  };
}

export function entitlementView({ filingNumber, filedOn, benefitFrom, benefitUntil }: DetailedCase) {
  if (!filingNumber || !filedOn || !benefitFrom) return null;
  return {
    filingNumber,
    filedOn: dayOf(filedOn),
    from: dayOf(benefitFrom),
    until: benefitUntil ? dayOf(benefitUntil) : null,
  };
}

export function assessmentView({ ordinal, assessedAt, verdict, trace }: DetailedCase['assessments'][number]) {
  return { ordinal, assessedAt: assessedAt.toISOString(), verdict: verdict as Json, trace: trace as Json[] };
}

export function noticeView({ template, recipient, messageId, acceptedAt }: DetailedCase['notices'][number]) {
  return { template, recipient: recipient as 'patient' | 'agent', messageId, acceptedAt: acceptedAt.toISOString() };
}
