import { z } from 'zod';
import { checkOfficerDecision } from '../case/decision.ts';
import { isAskedFor } from '../eligibility/reason.ts';
import type { Reason } from '../eligibility/verdict.ts';
import { DomainError } from '../errors.ts';
import { checkVisitAnswer } from '../visits/visit.ts';
import { answerForms, type Answer, type AnswerOutcome } from './answers.ts';
import { outcomesOf, type TaskKind } from './kinds.ts';

/** JSON Schema of what a task of this kind may be answered with, so that any client can draw it. */
export function answerJsonSchema(kind: TaskKind): Record<string, unknown> {
  const [first, ...others] = outcomesOf(kind).map((outcome) => answerForms[outcome]);
  return z.toJSONSchema(z.discriminatedUnion('outcome', [first!, ...others]), { io: 'input' });
}

/** What an answer is checked against. */
export interface AnswerFacts {
  readonly kind: TaskKind;
  readonly open: readonly Reason[];
  /** The one request for papers has been made already. */
  readonly supplementRequested: boolean;
}

/** @throws DomainError ANSWER_NOT_POSSIBLE, or DECISION_INCOMPLETE with a finding for each thing that is missing. */
export function checkAnswer(answer: Answer, { kind, open, supplementRequested }: AnswerFacts): void {
  checkOutcome(answer.outcome, { kind, supplementRequested });
  if (
    answer.outcome === 'supplementRequested' &&
    answer.also.length === 0 &&
    !open.some(({ code }) => isAskedFor(code))
  ) {
    const findings = [{ where: '/decision/also', problem: 'nothing is missing', hint: 'say what is asked for' }];
    throw new DomainError('DECISION_INCOMPLETE', 'The request asks for nothing.', { findings });
  }
  if (answer.outcome === 'approved' || answer.outcome === 'notRecognised') checkOfficerDecision(answer, { open });
  if (answer.outcome === 'recommended') checkOfficerDecision({ ...answer, outcome: 'approved', reasons: [] }, { open });
  checkVisitAnswer(answer, open);
  if (answer.outcome === 'notRecommended')
    checkOfficerDecision({ ...answer, outcome: 'notRecognised', answers: [] }, { open });
}

/**
 * Whether a task of this kind can be answered so at all.
 * @throws DomainError ANSWER_NOT_POSSIBLE
 */
export function checkOutcome(outcome: AnswerOutcome, { kind, supplementRequested }: Omit<AnswerFacts, 'open'>): void {
  if (!outcomesOf(kind).includes(outcome)) throw notPossible(outcome, kind, `one of ${outcomesOf(kind).join(', ')}`);
  if (outcome === 'supplementRequested' && supplementRequested) {
    throw notPossible(outcome, kind, 'decide on what there is; papers are asked for once 一次性告知');
  }
}

function notPossible(outcome: AnswerOutcome, kind: TaskKind, hint: string): DomainError {
  return new DomainError('ANSWER_NOT_POSSIBLE', `${outcome} does not answer a task of kind ${kind}.`, {
    params: { outcome, kind },
    findings: [{ where: '/decision/outcome', problem: `${outcome} is not possible here`, hint }],
  });
}
