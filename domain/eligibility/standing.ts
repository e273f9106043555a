/**
 * What a decision stands on is looked at again on its own day: weeks may lie between the run of the rules and the
 * answer of a person or of a round (PRACTICE, Facts).
 */
import type { PlainDate } from '../plain-date.ts';
import { covers } from '../policy/relations.ts';
import type { Policy } from '../policy/schema.ts';
import { assess, questionOn } from './assess.ts';
import { formalReasonCodes, type ReasonCode } from './reason.ts';
import type { Question, Rule } from './rule.ts';
import { exclusiveDiseases, supersedingDiseases } from './rules/disease.ts';
import { treatingInstitution } from './rules/institution.ts';
import { insuranceTypeCovered, insuredToday } from './rules/insurance.ts';
import { personAlive } from './rules/person.ts';
import { recognition } from './rules/recognition.ts';
import type { Application, Facts, Reason } from './verdict.ts';

/** What a fact of that day makes of an approval. */
type Consequence =
  /** The case ends without a decision. */
  | 'ends'
  /** The rules refuse: for a formal reason, whoever approved. */
  | 'refuses'
  /** A person settles it first; nobody can say that it is so against the register. */
  | 'asks'
  /** The same, unless whoever decided had this very point before them. */
  | 'asksUnlessSettled'
  /** Nothing: it is settled elsewhere, or by somebody else's decision. */
  | 'lets';

/** By what the rules say of the day. A changed insurance is no reason of theirs: it is corrected (insured.ts). */
const consequences = {
  personDeceased: 'ends',
  alreadyRecognised: 'refuses',
  supersedingDiseaseHeld: 'refuses',
  notInsured: 'asks',
  insuranceLapsed: 'asks',
  insuranceTypeNotCovered: 'asks',
  recognitionMissing: 'asksUnlessSettled',
  exclusiveDiseaseHeld: 'asksUnlessSettled',
  institutionNotChosen: 'asksUnlessSettled',
  institutionNotDesignated: 'asksUnlessSettled',
  /** Whoever decides on the other one is asked then. */
  exclusiveDiseaseAppliedFor: 'lets',
} as const satisfies Partial<Record<ReasonCode, Consequence>>;

/** Those whose answer may be another from one day to the next; evidence that was there stays. */
const agingRules: readonly Rule[] = [
  personAlive,
  insuredToday,
  insuranceTypeCovered,
  recognition,
  exclusiveDiseases,
  supersedingDiseases,
  treatingInstitution,
];

/** `application` is what it is on that day: under another insurance, where that has changed. */
export type Standing =
  | { readonly does: 'stands'; readonly application: Application }
  | { readonly does: 'ends' }
  | { readonly does: 'refuses' | 'asks'; readonly reasons: readonly Reason[] };

export interface DecisionDay {
  readonly on: PlainDate;
  /** First day of the benefit: the institution has to be there for it then. */
  readonly benefitFrom: PlainDate;
  /** Points that whoever decided had before them, and took for settled. */
  readonly settled?: readonly Reason[];
}

/** What becomes of an approval of this day. */
export function standingOf(policy: Policy, application: Application, facts: Facts, day: DecisionDay): Standing {
  const { on, benefitFrom, settled = [] } = day;
  const question = questionOn(policy, application, facts, on);
  const reasons = distinct([
    ...raisedBy(agingRules, question),
    ...raisedBy([treatingInstitution], { ...question, today: benefitFrom > on ? benefitFrom : on }),
  ]);
  const thatDo = (...does: readonly Consequence[]) => reasons.filter(({ code }) => does.includes(consequenceOf(code)));
  if (thatDo('ends').length > 0) return { does: 'ends' };
  const refusing = thatDo('refuses');
  if (refusing.length > 0) return { does: 'refuses', reasons: refusing };
  const isOpen = (one: Reason) => consequenceOf(one.code) === 'asks' || !settled.some((point) => settles(point, one));
  const open = thatDo('asks', 'asksUnlessSettled').filter(isOpen);
  return open.length > 0 ? { does: 'asks', reasons: open } : { does: 'stands', application: question.application };
}

/**
 * What becomes of a person's refusal of this day. One that rests on nothing but what registers said, and say no longer,
 * is looked at again.
 */
export function refusalOf(
  policy: Policy,
  application: Application,
  facts: Facts,
  { reasons, at, on }: { readonly reasons: readonly Reason[]; readonly at: Date; readonly on: PlainDate },
): Exclude<Standing, { does: 'refuses' }> {
  const question = questionOn(policy, application, facts, on);
  if (raisedBy([personAlive], question).length > 0) return { does: 'ends' };
  const stands = { does: 'stands', application: question.application } as const;
  if (!facts.person.known || !reasons.every(({ code }) => isFormal(code))) return stands;
  const { verdict, trace } = assess(policy, application, facts, at);
  const raised = verdict.kind === 'approve' ? [] : verdict.kind === 'refuse' ? verdict.reasons : verdict.open;
  const holds = trace.some(({ answer }) => answer === 'refused') || reasons.some(({ code }) => says(raised, code));
  return holds ? stands : { does: 'asks', reasons: raised };
}

/**
 * Of what is ruled together with a case, as one round rules, those that stand on their own: as if they were recognised
 * already. So the outcome of each follows from all of them, whichever is recorded first.
 */
export function ruledBeside(
  policy: Policy,
  applications: readonly Application[],
  facts: Facts,
  day: DecisionDay,
): Facts['recognised'] {
  const standing = applications.filter((each) => standingOf(policy, each, facts, day).does === 'stands');
  const all = [...standing.map(({ disease }) => disease), ...facts.recognised.map(({ disease }) => disease)];
  return standing
    .filter(({ disease }) => !all.some((greater) => covers(policy, greater, disease)))
    .map(({ disease, region }) => ({ disease, region, filingNumber: '', from: day.benefitFrom }));
}

function raisedBy(rules: readonly Rule[], question: Question): readonly Reason[] {
  return rules.flatMap((rule) => rule(question)).flatMap(({ reasons }) => reasons);
}

function consequenceOf(code: string): Consequence {
  return Object.hasOwn(consequences, code) ? consequences[code as keyof typeof consequences] : 'lets';
}

/** Whether who had `point` before them had `now` before them: of diseases in the way, no other has come since. */
function settles(point: Reason, now: Reason): boolean {
  if (point.code !== now.code) return false;
  const known = point.params['held'];
  const held = now.params['held'];
  if (Array.isArray(known) && Array.isArray(held)) return held.every((disease) => known.includes(disease));
  return JSON.stringify(point.params) === JSON.stringify(now.params);
}

function isFormal(code: string): boolean {
  return (
    code === 'insuranceLapsed' ||
    says(
      formalReasonCodes.map((formal) => ({ code: formal })),
      code,
    )
  );
}

function says(reasons: readonly Pick<Reason, 'code'>[], code: string): boolean {
  return reasons.some((reason) => reason.code === code);
}

function distinct(reasons: readonly Reason[]): readonly Reason[] {
  const texts = reasons.map((reason) => JSON.stringify(reason));
  return reasons.filter((_, index) => texts.indexOf(texts[index]!) === index);
}
