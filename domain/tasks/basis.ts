/** What an approving answer rests on: each open point is settled by something that can be looked at again. */
import type { Answer as PointAnswer, Correction } from '../case/decision.ts';
import type { CasePaper } from '../eligibility/dossier.ts';
import { settlementsOf, type Settlement } from '../eligibility/reason.ts';
import type { Reason, Verdict } from '../eligibility/verdict.ts';
import { DomainError, type Finding } from '../errors.ts';
import { stated } from '../policy/figure.ts';
import type { Criterion, Policy } from '../policy/schema.ts';

export interface Basis {
  readonly policy: Policy;
  readonly disease: string;
  readonly papers: readonly CasePaper[];
}

/** A point that the answer says is satisfied and that nothing in the answer settles. */
export interface PointLeft {
  readonly point: number;
  readonly reason: Reason;
  /** What is wrong with what was named for it. */
  readonly problem: string;
}

/** Papers of the case that may settle a point. */
export function papersFor(reason: Reason, { policy, disease, papers }: Basis): CasePaper[] {
  if (!settlementsOf(reason.code).includes('paper')) return [];
  const criterion = criterionOf(policy, disease, reason);
  const accepted = criterion ? evidencesOf(criterion).filter(({ paperAccepted }) => paperAccepted) : [];
  return papers.filter(({ evidence, origin }) => origin === 'visit' || accepted.some(({ code }) => code === evidence));
}

/** Those that neither papers nor a finding in the answer settle; only the rules, asked again, can say otherwise. */
export function pointsLeft(answers: readonly PointAnswer[], open: readonly Reason[], basis: Basis): PointLeft[] {
  return open.flatMap((reason, point) => {
    const answer = answers.find((each) => each.point === point && each.answer === 'satisfied');
    const problem = answer ? problemWith(answer, reason, basis) : 'it is not answered as satisfied';
    return problem === undefined ? [] : [{ point, reason, problem }];
  });
}

/**
 * @param verdict of the rules asked again, with what the answer corrects.
 * @throws DomainError DECISION_INCOMPLETE naming each point that nothing settles, and what the rules say beside
 */
export function checkSettled(left: readonly PointLeft[], open: readonly Reason[], verdict: Verdict): void {
  const raised = reasonsIn(verdict);
  const still = left.filter(
    ({ reason }) => verdict.kind === 'refuse' || raised.some((each) => isSameMatter(each, reason)),
  );
  const anew = raised.filter((reason) => !isForPapers(reason) && !open.some((each) => isSameMatter(each, reason)));
  const findings: Finding[] = [
    ...still.map(({ point, reason, problem }) => ({
      where: '/answers',
      problem: `point ${point} (${reason.code}) is not satisfied: ${problem}`,
      hint: hintFor(reason),
    })),
    ...anew.map((reason) => ({
      where: '/answers',
      problem: `the rules, asked again, say ${reason.code}`,
      hint: hintFor(reason),
    })),
  ];
  if (findings.length === 0) return;
  throw new DomainError('DECISION_INCOMPLETE', 'Nothing that can be looked at again settles what is open.', {
    findings,
  });
}

/** Who somebody is must be known before an application is taken up; all else may still come (PRACTICE, Acceptance). */
export function unsettledAtAcceptance(open: readonly Reason[]): PointLeft[] {
  return open.flatMap((reason, point) =>
    reason.code === 'personUnknown' ? [{ point, reason, problem: 'no register knows the person' }] : [],
  );
}

/**
 * @param verdict of the rules with what an officer corrects about an approval that was not filed
 * @throws DomainError DECISION_INCOMPLETE where the correction would not be filed either
 */
export function checkCorrected(corrected: Correction, verdict: Verdict): void {
  const wrong = reasonsIn(verdict).filter(({ code }) =>
    settlementsOf(code).some((each) => Object.hasOwn(corrected, each)),
  );
  if (wrong.length === 0) return;
  const findings = wrong.map((reason) => ({
    where: '/decision',
    problem: `with it the rules say ${reason.code}`,
    hint: hintFor(reason),
  }));
  throw new DomainError('DECISION_INCOMPLETE', 'What is corrected would not be filed either.', { findings });
}

function reasonsIn(verdict: Verdict): readonly Reason[] {
  if (verdict.kind === 'approve') return [];
  return verdict.kind === 'refuse' ? verdict.reasons : verdict.open;
}

/** The same code; of evidence, anything about the same criterion. */
function isSameMatter(one: Reason, other: Reason): boolean {
  const { criterion } = one.params;
  return criterion === undefined ? one.code === other.code : criterion === other.params['criterion'];
}

function isForPapers({ code }: Reason): boolean {
  return settlementsOf(code).includes('paper');
}

function problemWith({ papers = [], note }: PointAnswer, reason: Reason, basis: Basis): string | undefined {
  const settlements = settlementsOf(reason.code);
  if (settlements.includes('finding') && note !== undefined) return undefined;
  if (!settlements.includes('paper')) return 'no paper and no tick settles it';
  if (papers.length === 0) return 'no paper is named for it';
  const acceptable = papersFor(reason, basis);
  const stray = papers.find((id) => acceptable.every(({ documentId }) => documentId !== id));
  if (stray !== undefined) return `${stray} is no paper of this case that shows it`;
  const named = acceptable.filter(({ documentId }) => papers.includes(documentId));
  const lacking = lackingIn(named, reason, criterionOf(basis.policy, basis.disease, reason));
  return lacking.length === 0 ? undefined : `no paper is named for ${lacking.join(' or ')}`;
}

/** A report of a home visit is of somebody examined in person: it stands for whatever the criterion asks. */
function lackingIn(named: readonly CasePaper[], { params }: Reason, criterion: Criterion | undefined): string[] {
  if (named.some(({ origin }) => origin === 'visit')) return [];
  const shown = named.map(({ evidence }) => evidence);
  const codes = (list: Criterion['required'] = []) => list.map(({ code }) => code);
  const toRead = params['evidence'] as readonly string[] | undefined;
  const wanted = (all: string[], missing: unknown) =>
    toRead ? all.filter((code) => toRead.includes(code)) : ((missing ?? all) as readonly string[]);
  const required = wanted(codes(criterion?.required), params['required']);
  const alternatives = wanted(codes(criterion?.alternatives), params['alternatives']);
  const unread = required.filter((code) => !shown.includes(code));
  const oneOf = alternatives.some((code) => shown.includes(code)) ? [] : alternatives;
  return [...unread, ...oneOf];
}

const hints: Readonly<Record<Settlement, string>> = {
  paper: 'name the papers of the case that show it in `papers`; what is not in the file is asked for first',
  finding: 'say in `note` what was found, by whom and where',
  institution: 'name in `correction.institution` one that is designated for the disease today',
  insuranceType: 'name in `correction.insuranceType` the one that the register shows and the disease is covered by',
  register: 'once the register says otherwise, it is settled',
};

function hintFor({ code }: Reason): string {
  const settlements = settlementsOf(code);
  return settlements.length === 0
    ? 'nobody can approve while this stands'
    : settlements.map((each) => hints[each]).join('; or ');
}

function criterionOf(policy: Policy, disease: string, { params }: Reason): Criterion | undefined {
  const criteria = stated(stated(policy.diseases)?.[disease]?.criteria) ?? [];
  return criteria.find(({ code }) => code === params['criterion']);
}

function evidencesOf({ required, alternatives }: Criterion) {
  return [...required, ...alternatives];
}
