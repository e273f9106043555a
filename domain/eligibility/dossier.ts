import type { PlainDate } from '../plain-date.ts';
import { stated } from '../policy/figure.ts';
import type { Criterion, Evidence, Policy } from '../policy/schema.ts';
import { proves, speaksOf } from './rules/criteria.ts';
import type { ClinicalRecord } from './verdict.ts';

/** Who put a paper into the file 案卷. */
export const paperOrigins = ['applicant', 'reviewer', 'visit'] as const;
export type PaperOrigin = (typeof paperOrigins)[number];

export interface CasePaper {
  readonly documentId: string;
  /** As which evidence it was offered; null where nobody said. */
  readonly evidence: string | null;
  readonly origin: PaperOrigin;
  readonly mediaType: string;
  /** ISO instant. */
  readonly addedAt: string;
}

/** 案卷: what a decision on a case can rest on. */
export interface Dossier {
  readonly papers: readonly CasePaper[];
  /** As the rules saw them when they last ran. */
  readonly records: readonly ClinicalRecord[];
}

export interface EvidenceHeld {
  readonly evidence: Evidence;
  /** All of the required, one of the others. */
  readonly required: boolean;
  readonly papers: readonly CasePaper[];
  /** `proves`: the rules take it for a proof. */
  readonly records: readonly (ClinicalRecord & { readonly proves: boolean })[];
}

export interface CriterionHeld {
  readonly criterion: Criterion;
  readonly evidence: readonly EvidenceHeld[];
}

/** The file by what the disease asks for. Records that speak of nothing asked for are not its concern, and stay out. */
export function byCriterion(
  policy: Policy,
  disease: string,
  { papers, records }: Dossier,
  today: PlainDate,
): CriterionHeld[] {
  const listed = stated(policy.diseases)?.[disease];
  const criteria = stated(listed?.criteria) ?? [];
  const held = (evidence: Evidence, required: boolean): EvidenceHeld => ({
    evidence,
    required,
    papers: papers.filter((paper) => paper.evidence === evidence.code),
    records: records
      .filter((record) => speaksOf(record, evidence))
      .map((record) => ({ ...record, proves: proves(record, evidence, { policy, today }, listed!.code) })),
  });
  return criteria.map((criterion) => ({
    criterion,
    evidence: [
      ...criterion.required.map((each) => held(each, true)),
      ...criterion.alternatives.map((each) => held(each, false)),
    ],
  }));
}

/** Papers that stand under no evidence of the disease: a reviewer's, of a visit, or of an evidence that is no more. */
export function otherPapers(policy: Policy, disease: string, { papers }: Pick<Dossier, 'papers'>): CasePaper[] {
  const codes = evidenceCodes(policy, disease);
  return papers.filter(({ evidence }) => evidence === null || !codes.includes(evidence));
}

export function evidenceCodes(policy: Policy, disease: string): string[] {
  const criteria = stated(stated(policy.diseases)?.[disease]?.criteria) ?? [];
  return criteria.flatMap(({ required, alternatives }) => [...required, ...alternatives].map(({ code }) => code));
}
