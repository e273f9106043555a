import { known } from '../../policy/figure.ts';
import type { Criterion, Disease, Evidence } from '../../policy/schema.ts';
import { isDesignated } from '../designation.ts';
import { fallsUnder } from '../icd10.ts';
import { reason } from '../reason.ts';
import { answersOf, type Question, type Rule, type Step } from '../rule.ts';
import type { ClinicalRecord, Reason } from '../verdict.ts';
import { recognitionHeld } from './recognition.ts';

/**
 * 准入标准: all of them. Structured records satisfy; papers and gaps stay open for a person. Who only changes the treating
 * institution 变更定点 has been admitted already.
 */
export const admissionCriteria: Rule = (question) => {
  const { policy, disease } = question;
  if (!disease) return answersOf('admissionCriteria', policy.diseases).notAsked();
  const criteria = known(disease.criteria);
  const admitted = question.application.kind === 'institutionChange' ? recognitionHeld(question) : undefined;
  if (criteria === 'none') return answersOf('admissionCriteria', disease.criteria).met();
  if (admitted) return answersOf('admissionCriteria', disease.criteria).met({ admitted: admitted.filingNumber });
  return criteria.flatMap((criterion) => ask(criterion, question, disease));
};

function ask(criterion: Criterion, question: Question, disease: Disease): readonly Step[] {
  const proofOf = (evidence: Evidence) =>
    question.facts.records.find((record) => proves(record, evidence, question, disease.code));
  const required = criterion.required.filter((evidence) => !proofOf(evidence));
  const alternatives = criterion.alternatives.some(proofOf) ? [] : criterion.alternatives;
  const saw = {
    satisfiedBy: satisfied(criterion, proofOf),
    papers: papersFor([...required, ...alternatives], question),
  };
  const { met, open } = answersOf(`criterion.${criterion.code}`, {
    ...disease.criteria,
    path: `${disease.criteria.path}.${criterion.code}`,
  });
  if (required.length + alternatives.length === 0) return met(saw);
  return open(whatIsOpen(criterion, required, alternatives, question, disease.criteria.clause), saw);
}

/** What papers may show is to be read; what nothing shows is to be supplied, all of it said at once 一次性告知. */
function whatIsOpen(
  { code: criterion }: Criterion,
  required: readonly Evidence[],
  alternatives: readonly Evidence[],
  question: Question,
  clause: string,
): readonly Reason[] {
  const toRead = papersFor([...required, ...alternatives], question);
  const missing = {
    required: codes(required).filter((code) => !toRead.includes(code)),
    alternatives: codes(alternatives).some((code) => toRead.includes(code)) ? [] : codes(alternatives),
  };
  const somethingIsMissing = missing.required.length + missing.alternatives.length > 0;
  return [
    ...(toRead.length > 0 ? [reason('paperToRead', clause, { criterion, evidence: toRead })] : []),
    ...(somethingIsMissing ? [reason('evidenceMissing', clause, { criterion, ...missing })] : []),
  ];
}

/** However old: the look-back bounds the search for people, never the age of evidence. */
export function proves(
  record: ClinicalRecord,
  evidence: Evidence,
  { policy, today }: Pick<Question, 'policy' | 'today'>,
  disease: string,
): boolean {
  const { kinds, items } = evidence.record;
  return (
    record.on <= today &&
    kinds.includes(record.kind) &&
    isUnder(record, evidence) &&
    (items === undefined || items.every((wanted) => record.items?.some((item) => isWithin(item, wanted)))) &&
    isDesignated(policy, record.institution, issuers[evidence.issuedBy], disease, record.on)
  );
}

/** Whether a person who looks for this evidence wants to see the record, be it a proof or not. */
export function speaksOf(record: ClinicalRecord, evidence: Evidence): boolean {
  const { kinds, items } = evidence.record;
  const measures = items === undefined || items.some(({ code }) => record.items?.some((item) => item.code === code));
  return kinds.includes(record.kind) && isUnder(record, evidence) && measures;
}

function isUnder({ icd10: code }: ClinicalRecord, { record: { icd10: ranges } }: Evidence): boolean {
  return ranges === undefined || (code !== undefined && ranges.some((range) => fallsUnder(code, range)));
}

/** An institution that may review the disease may issue what any designated one may. */
const issuers = {
  reviewingInstitution: ['reviewing'],
  designatedInstitution: ['treating', 'reviewing'],
} as const satisfies Record<Evidence['issuedBy'], readonly string[]>;

type Item = NonNullable<ClinicalRecord['items']>[number];
type WantedItem = NonNullable<Evidence['record']['items']>[number];

/** A value in another unit, or none where a bound is set, is not within it. */
function isWithin({ code, value, unit }: Item, wanted: WantedItem): boolean {
  if (code !== wanted.code || (wanted.unit !== undefined && unit !== wanted.unit)) return false;
  const isBounded = wanted.atLeast !== undefined || wanted.atMost !== undefined;
  if (!isBounded) return true;
  return value !== undefined && value >= (wanted.atLeast ?? -Infinity) && value <= (wanted.atMost ?? Infinity);
}

function satisfied({ required, alternatives }: Criterion, proofOf: (evidence: Evidence) => ClinicalRecord | undefined) {
  return [...required, ...alternatives].flatMap((evidence) => {
    const proof = proofOf(evidence);
    return proof ? [{ evidence: evidence.code, kind: proof.kind, institution: proof.institution, on: proof.on }] : [];
  });
}

function papersFor(evidences: readonly Evidence[], { facts }: Question): readonly string[] {
  return codes(evidences.filter(({ paperAccepted }) => paperAccepted)).filter((code) =>
    facts.papers.some((paper) => paper.evidence === code),
  );
}

function codes(evidences: readonly Evidence[]): readonly string[] {
  return evidences.map(({ code }) => code);
}
