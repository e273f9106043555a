import type { Decision } from '../case/decision.ts';
import { DomainError } from '../errors.ts';
import type { RecognitionState } from '../continuity/recognition-state.ts';
import type { PlainDate } from '../plain-date.ts';
import type { InsuranceType, Policy } from '../policy/schema.ts';
import { localDay } from '../time-zone.ts';
import { type Content, type Draft, type NoticeMessage, messages, type NoticeCase, type Occasion } from './message.ts';
import { appeal, legalRemedies } from './remedies.ts';

export interface DecidedCase extends NoticeCase {
  /** Chosen treating institution 选定. */
  readonly institution: string | null;
  readonly decision: Decision;
  /** 备案号; an approval is told once it is filed. */
  readonly filingNumber: string | null;
  /** 门特手册, where the region hands one out. */
  readonly handbookNumber: string | null;
  /** As it was filed; and as it was applied for, where that was another. */
  readonly insuranceType?: InsuranceType;
  readonly appliedUnder?: InsuranceType | null;
  /** What registers had made of it by its filing. */
  readonly recognitionState?: RecognitionState | null;
}

/**
 * 告知: the decision, to the patient and to the agent, each as far as they may know it.
 * @param appealed it was made on an appeal 异议复核, after which there is no other.
 * @param note what whoever refused added for the patient in their own words; no reason of the decision
 */
export function decisionNotices(
  occasion: Omit<Occasion, 'template' | 'toFamily'> & { about: DecidedCase },
  { appealed = false, note }: { appealed?: boolean; note?: string | undefined } = {},
): NoticeMessage[] {
  const { about, policy } = occasion;
  if (about.decision.outcome === 'approved') {
    const benefit = benefitOf(about);
    return messages({ ...occasion, template: 'approved' }, (draft) => approval(draft, benefit));
  }
  const toFamily = about.decision.reasons.some(({ code }) => code === 'personDeceased');
  return messages({ ...occasion, template: 'notRecognised', toFamily }, (draft) =>
    refusal(draft, about.decision, policy, { appealed, note }),
  );
}

interface Benefit {
  readonly from: PlainDate;
  readonly until: PlainDate | undefined;
  readonly filingNumber: string;
  readonly institution: string | null;
  readonly handbookNumber: string | null;
  /** 险种转换: what it was filed under, where that is not what was applied for. */
  readonly insuranceType: InsuranceType | undefined;
  readonly state: 'suspended' | 'ended' | undefined;
}

function benefitOf(about: DecidedCase): Benefit {
  const { id, decision, filingNumber, institution, handbookNumber } = about;
  const { insuranceType, appliedUnder, recognitionState } = about;
  const { benefitFrom, benefitUntil } = decision;
  if (!benefitFrom || !filingNumber) {
    throw new DomainError('STATE_CONFLICT', 'An approval is told once it has been filed.', { params: { case: id } });
  }
  return {
    from: benefitFrom,
    until: benefitUntil,
    filingNumber,
    institution,
    handbookNumber,
    insuranceType: appliedUnder ? insuranceType : undefined,
    state: recognitionState === 'suspended' || recognitionState === 'ended' ? recognitionState : undefined,
  };
}

/** What registers have said since the application is told in the same letter, and never that a benefit has begun. */
function approval(draft: Draft, benefit: Benefit): Content {
  const { from, until, filingNumber, institution, handbookNumber, insuranceType, state } = benefit;
  const { wording, application, applicationInPublic, mayKnowDiagnosis } = draft;
  const { text, date } = wording;
  const term = until
    ? text('notices.approved.until', { from: date(from), until: date(until) })
    : text('notices.approved.longTerm', { from: date(from) });
  return {
    sms: text(state ? `notices.approved.${state}Sms` : 'notices.approved.sms', {
      application: applicationInPublic,
      from: date(from),
      filingNumber,
    }),
    body: [
      text('notices.approved.body', { application }),
      term,
      text('notices.approved.filing', { filingNumber }),
      ...(insuranceType
        ? [text('notices.approved.insured', { insuranceType: text(`insuranceTypes.${insuranceType}`) })]
        : []),
      ...(state ? [text(`notices.approved.${state}`)] : []),
      // The institution may give the disease away as well.
      ...(institution && mayKnowDiagnosis
        ? [text('notices.approved.institution', { institution: wording.institution(institution) })]
        : []),
      ...(handbookNumber ? [text('notices.approved.handbook', { handbookNumber })] : []),
    ],
  };
}

function refusal(
  draft: Draft,
  { reasons, decidedAt }: Decision,
  policy: Policy,
  { appealed, note }: { appealed: boolean; note: string | undefined },
): Content {
  const { wording, application, applicationInPublic, mayKnowDiagnosis } = draft;
  const { text } = wording;
  const decidedOn = localDay(new Date(decidedAt));
  const why = reasons.map((reason, index) =>
    text('notices.notRecognised.reason', {
      number: index + 1,
      reason: wording.reason(reason),
      basis: wording.basis(reason.clause),
    }),
  );
  const hint = new Set(reasons.map((reason) => wording.hint(reason)));
  return {
    sms: text('notices.notRecognised.sms', { application: applicationInPublic }),
    body: [
      text('notices.notRecognised.body', { application }),
      ...(mayKnowDiagnosis
        ? [
            ...why,
            ...hint,
            ...(note ? [text('notices.noteToPatient', { note })] : []),
            text('notices.notRecognised.again'),
            ...(appealed ? [] : [appeal(wording, policy, decidedOn)]),
            legalRemedies(wording, decidedOn),
          ]
        : [text('notices.notRecognised.toldToPatient')]),
    ],
  };
}
