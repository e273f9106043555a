import { DomainError } from '../errors.ts';
import type { Fen } from '../money.ts';
import type { PlainDate } from '../plain-date.ts';
import type { expenseKinds, layers } from '../policy/benefits-schema.ts';
import type { Institution, InsuranceType } from '../policy/schema.ts';

export type Layer = (typeof layers)[number];
export type ExpenseKind = (typeof expenseKinds)[number];
export type HospitalClass = Exclude<Institution['class']['value'], null | 'none'>;

/** What a provider claims for one person on one day, each expense in a line of its own kind. */
export interface Claim {
  readonly insuranceType: InsuranceType;
  /** Population codes of the pack that the person is marked with 统一标识. */
  readonly populations: readonly string[];
  /** An application for medical assistance was granted 依申请救助. */
  readonly assistanceGranted: boolean;
  readonly institution: { readonly code: string; readonly class: HospitalClass | undefined };
  readonly place: Place;
  /** Day of the visit, of an in-patient stay the day of discharge; its year is the service year. */
  readonly servedOn: PlainDate;
  /** Undefined: all that the pack settles in one stop. */
  readonly layers: readonly Layer[] | undefined;
  readonly lines: readonly Line[];
}

export interface Place {
  readonly where: 'local' | 'offSite';
  /** Off-site: resident elsewhere and registered 异地安置, properly referred 转诊, or neither. */
  readonly filing: 'registered' | 'referred' | 'none';
  /** Hardship on record, for which assistance pays an unreferred claim at a ratio lower by so much. */
  readonly hardship: { readonly record: string; readonly reduction: number } | undefined;
}

export interface Line {
  readonly kind: ExpenseKind;
  /** Of chronic and special expenses always. */
  readonly disease: string | undefined;
  readonly total: Fen;
  /** The part within the scope of basic insurance 合规医疗费用. */
  readonly inScope: Fen;
}

/** Of both kinds the person needs a recognition for the disease. */
export function needsRecognition({ kind }: Pick<Line, 'kind'>): boolean {
  return kind === 'chronic' || kind === 'special';
}

/** @throws DomainError INVALID_REQUEST */
export function requireLines({ lines }: Claim): void {
  const findings = lines.flatMap((line, index) => [
    ...(line.inScope > line.total
      ? [{ where: `/lines/${index}/inScope`, problem: 'is more than the total', hint: 'At most what the line cost.' }]
      : []),
    ...(needsRecognition(line) && line.disease === undefined
      ? [{ where: `/lines/${index}/disease`, problem: 'is missing', hint: 'Name the recognised disease.' }]
      : []),
  ]);
  if (findings.length > 0) throw new DomainError('INVALID_REQUEST', 'A line of the claim is not right.', { findings });
}
