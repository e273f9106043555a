import { z } from 'zod';
import { outcomes } from '../case/decision.ts';
import { chosenReason, papersNamed } from '../case/decision-form.ts';
import { settlementsOf } from '../eligibility/reason.ts';
import type { Reason } from '../eligibility/verdict.ts';
import { DomainError, type Finding } from '../errors.ts';
import { freeText } from '../written-text.ts';
import { pointsLeft, type Basis, type PointLeft } from '../tasks/basis.ts';

const criterion = z.strictObject({
  criterion: z.string().min(1).describe('Code of an admission criterion of the disease'),
  met: z.boolean(),
  papers: papersNamed,
  note: freeText(500).optional().describe('What it was read from, for the record'),
});

/** 票: what an expert fills in for one member of a round; checkBallot says what it must contain together. */
export const ballotForm = z
  .strictObject({
    opinion: z.enum(outcomes),
    criteria: z.array(criterion).describe('Every admission criterion of the disease, once'),
    reasons: z.array(chosenReason).default([]).describe('Why it is not to be recognised; empty when approved'),
    note: freeText(2000).optional().describe('For whoever signs the round; never for the applicant'),
  })
  .meta({ id: 'Ballot', title: 'Ballot 票 of an expert' });

export type BallotForm = z.infer<typeof ballotForm>;

/** As it stands: its reasons have the clauses of the pack. */
export type Ballot = Omit<BallotForm, 'reasons'> & { readonly reasons: readonly Reason[] };

/**
 * @param criteria codes of the disease's admission criteria
 * @throws DomainError DECISION_INCOMPLETE with a finding for each thing that is missing: every criterion is answered
 * once, an approval finds all of them met and gives no reasons, a refusal gives one.
 */
export function checkBallot(form: Ballot, criteria: readonly string[]): void {
  const findings = [...unanswered(form, criteria), ...misplaced(form, criteria), ...contradictions(form)];
  if (findings.length === 0) return;
  throw new DomainError('DECISION_INCOMPLETE', 'The ballot lacks what it must say.', { findings });
}

function unanswered(form: Ballot, criteria: readonly string[]): Finding[] {
  const answered = new Set(form.criteria.map(({ criterion }) => criterion));
  return criteria
    .filter((code) => !answered.has(code))
    .map((code) => ({ where: '/criteria', problem: `${code} is not answered`, hint: 'say whether it is met' }));
}

function misplaced(form: Ballot, criteria: readonly string[]): Finding[] {
  return form.criteria.flatMap(({ criterion }, index) => {
    const where = `/criteria/${index}/criterion`;
    if (!criteria.includes(criterion))
      return { where, problem: 'no criterion of the disease', hint: criteria.join(', ') };
    const repeated = form.criteria.findIndex((other) => other.criterion === criterion) < index;
    return repeated ? { where, problem: 'answered twice', hint: 'keep one answer for each criterion' } : [];
  });
}

function contradictions({ opinion, criteria, reasons }: Ballot): Finding[] {
  if (opinion === 'notRecognised') {
    if (reasons.length > 0) return [];
    return [{ where: '/reasons', problem: 'a refusal needs a reason', hint: 'give at least one, with its clause' }];
  }
  const unmet = criteria.flatMap(({ criterion, met }, index) =>
    met
      ? []
      : { where: `/criteria/${index}/met`, problem: `${criterion} is not met`, hint: 'do not approve, or find it met' },
  );
  const contradiction = {
    where: '/reasons',
    problem: 'an approval gives no reasons for refusing',
    hint: 'leave it empty',
  };
  return reasons.length > 0 ? [...unmet, contradiction] : unmet;
}

/**
 * What an approving ballot rests on: each criterion on records that the rules take for a proof, or on papers that it
 * names. Where the patient is treated is not the panel's concern: without a designated institution nothing is filed,
 * and an officer puts it right then.
 */
export function ballotPointsLeft({ criteria, note }: Ballot, open: readonly Reason[], basis: Basis): PointLeft[] {
  const answers = open.map(({ params }, point) => {
    const found = criteria.find(({ criterion }) => criterion === params['criterion']);
    return { point, answer: 'satisfied', papers: found?.papers, note } as const;
  });
  return pointsLeft(answers, open, basis).filter(({ reason }) => !settlementsOf(reason.code).includes('institution'));
}
