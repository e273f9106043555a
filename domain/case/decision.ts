import { DomainError, type Finding } from '../errors.ts';
import { refusalReasonCodes } from '../eligibility/reason.ts';
import type { Reason } from '../eligibility/verdict.ts';
import type { InsuranceType } from '../policy/schema.ts';
import type { PlainDate } from '../plain-date.ts';

/** 予以认定 or 不予认定; there is no third. */
export const outcomes = ['approved', 'notRecognised'] as const;
export type Outcome = (typeof outcomes)[number];

export const decidedByKinds = ['rules', 'person', 'panel'] as const satisfies readonly DecidedBy['kind'][];

export type DecidedBy =
  | { readonly kind: 'rules' }
  | { readonly kind: 'person'; readonly subject: string; readonly role: string }
  /** 专家组 of a round; the subject is the chair 组长, who signed it. */
  | { readonly kind: 'panel'; readonly round: string; readonly subject: string; readonly role: 'supervisor' };

/** Of the treating institution or the insurance that an application names. */
export interface Correction {
  readonly institution?: string;
  readonly insuranceType?: InsuranceType;
}

/** What was ruled and by whom, before it stands in the record. */
export interface Ruling {
  readonly outcome: Outcome;
  /** Why it is not recognised; empty when approved. */
  readonly reasons: readonly Reason[];
  readonly decidedBy: DecidedBy;
  /** What was applied for, put right with the approval. */
  readonly correction?: Correction;
}

export interface Decision extends Ruling {
  /** ISO instant of workflow time. */
  readonly decidedAt: string;
  readonly benefitFrom?: PlainDate;
  /** Last day of the benefit; absent = long-term. */
  readonly benefitUntil?: PlainDate;
}

export function byTheRules(outcome: Outcome, reasons: readonly Reason[] = []): Ruling {
  return { outcome, reasons, decidedBy: { kind: 'rules' } };
}

/** What the officer found on one of the points that the rules left open. */
export interface Answer {
  /** Place in the task's list of open points, from 0. */
  readonly point: number;
  readonly answer: 'satisfied' | 'notSatisfied';
  /** Ids of papers of the case that show it. */
  readonly papers?: readonly string[] | undefined;
  readonly note?: string | undefined;
}

export interface OfficerDecision {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly answers: readonly Answer[];
}

/** What a decision is checked against; all of it known to the workflow. */
export interface DecisionFacts {
  readonly open: readonly Reason[];
}

/**
 * @throws DomainError DECISION_INCOMPLETE with a finding for each thing that is missing: an approval answers every open
 * point, a refusal gives at least one reason with its clause.
 */
export function checkOfficerDecision(decision: OfficerDecision, { open }: DecisionFacts): void {
  const findings = [
    ...misplacedAnswers(decision.answers, open),
    ...(decision.outcome === 'approved' ? missingForApproval(decision, open) : missingForRefusal(decision)),
  ];
  if (findings.length > 0) {
    throw new DomainError('DECISION_INCOMPLETE', 'The decision lacks what it must say.', { findings });
  }
}

/** Answers that are given to no open point, or twice to one. */
export function misplacedAnswers(answers: readonly Answer[], open: readonly Reason[]): Finding[] {
  return answers.flatMap(({ point }, index) => {
    const where = `/answers/${index}/point`;
    if (open[point] === undefined) return { where, problem: 'no such open point', hint: `0 to ${open.length - 1}` };
    const repeated = answers.findIndex((other) => other.point === point) < index;
    return repeated ? { where, problem: 'answered twice', hint: 'keep one answer for each point' } : [];
  });
}

function missingForApproval({ answers, reasons }: OfficerDecision, open: readonly Reason[]): Finding[] {
  const unanswered = open.flatMap(({ code }, point) =>
    answers.some((answer) => answer.point === point && answer.answer === 'satisfied')
      ? []
      : {
          where: '/answers',
          problem: `point ${point} (${code}) is not satisfied`,
          hint: 'answer it, or do not approve',
        },
  );
  const contradiction = {
    where: '/reasons',
    problem: 'an approval gives no reasons for refusing',
    hint: 'leave it empty',
  };
  return reasons.length > 0 ? [...unanswered, contradiction] : unanswered;
}

function missingForRefusal({ reasons }: OfficerDecision): Finding[] {
  if (reasons.length === 0) {
    return [{ where: '/reasons', problem: 'a refusal needs a reason', hint: 'give at least one, with its clause' }];
  }
  return reasons.flatMap(({ code, clause }, index) => {
    if (!refusalReasonCodes.some((known) => known === code)) {
      return {
        where: `/reasons/${index}/code`,
        problem: `${code} refuses nobody`,
        hint: refusalReasonCodes.join(', '),
      };
    }
    return clause.trim() === ''
      ? { where: `/reasons/${index}/clause`, problem: 'no clause', hint: 'name the clause that the refusal rests on' }
      : [];
  });
}
