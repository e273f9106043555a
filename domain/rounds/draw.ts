import { hash } from 'node:crypto';

/** Whom the register of experts names for the region, as it was when the panel was drawn. */
export interface Candidate {
  readonly subject: string;
  readonly specialties: readonly string[];
  readonly institution: string | null;
  readonly department: string | null;
  /** City expert: judges only what nobody else may. */
  readonly fallback: boolean;
  readonly absent: boolean;
  /** Members judged in the rounds before. */
  readonly load: number;
}

/** A member 入批申请 for whom experts are drawn. */
export interface ToJudge {
  readonly caseId: string;
  /** Null = any expert may judge it. */
  readonly specialty: string | null;
  /** Where the person is treated. */
  readonly institution: string | null;
  readonly department: string | null;
  /** Subjects who entered it, treat or are related to the person, or have declared a conflict. */
  readonly barred: readonly string[];
}

export interface Drawn {
  readonly caseId: string;
  /** All who may judge it: the first are called, whoever follows stands by. */
  readonly judges: readonly string[];
}

/**
 * 抽取专家. Members come in the order of SHA-256 over seed and case; the judges of each in the order of load, those of one
 * load by SHA-256 over seed, case and subject, city experts after all others. Being among the first `experts` of a
 * member is load for the next. So the same seed, members and register give the same panel to whoever repeats the draw,
 * in whatever order they are read.
 */
export function drawPanel(
  seed: string,
  members: readonly ToJudge[],
  candidates: readonly Candidate[],
  experts: number,
): Drawn[] {
  const present = candidates.filter(({ absent }) => !absent);
  const loads = new Map(present.map(({ subject, load }) => [subject, load]));
  const ranked = members.map((member) => ({ member, rank: lot(seed, member.caseId) })).toSorted(byRank);
  return ranked.map(({ member }) => {
    const judges = judgesOf(seed, member, present, loads);
    for (const subject of judges.slice(0, experts)) loads.set(subject, loads.get(subject)! + 1);
    return { caseId: member.caseId, judges };
  });
}

function judgesOf(
  seed: string,
  member: ToJudge,
  present: readonly Candidate[],
  loads: ReadonlyMap<string, number>,
): string[] {
  return present
    .filter((candidate) => mayJudge(candidate, member))
    .map(({ subject, fallback }) => ({
      subject,
      fallback: Number(fallback),
      load: loads.get(subject)!,
      rank: lot(seed, member.caseId, subject),
    }))
    .toSorted((one, other) => one.fallback - other.fallback || one.load - other.load || byRank(one, other))
    .map(({ subject }) => subject);
}

function mayJudge(candidate: Candidate, { specialty, institution, department, barred }: ToJudge): boolean {
  const competent = specialty === null || candidate.specialties.includes(specialty);
  const here = institution !== null && candidate.institution === institution;
  const colleague = here && department !== null && candidate.department === department;
  return competent && !colleague && !barred.includes(candidate.subject);
}

function lot(...parts: readonly string[]): string {
  return hash('sha256', parts.join('\n'));
}

function byRank(one: { readonly rank: string }, other: { readonly rank: string }): number {
  return one.rank < other.rank ? -1 : 1;
}
