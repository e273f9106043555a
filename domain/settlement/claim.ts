import { DomainError } from '../errors.ts';
import type { Fen } from '../money.ts';
import type { PlainDate } from '../plain-date.ts';
import type { expenseKinds, layers } from '../policy/benefits-schema.ts';
import type { Institution } from '../policy/schema.ts';

export type Layer = (typeof layers)[number];
export type ExpenseKind = (typeof expenseKinds)[number];
export type HospitalClass = Exclude<Institution['class']['value'], null | 'none'>;

/** What a provider claims for one person and one visit or stay, each expense in a line of its own kind and day. */
export interface Claim {
  readonly institution: { readonly code: string; readonly class: HospitalClass | undefined };
  readonly place: Place;
  /** Day of the visit, of an in-patient stay the day of discharge; its year is the service year of every line. */
  readonly servedOn: PlainDate;
  /** Undefined: all that the pack settles in one stop. */
  readonly layers: readonly Layer[] | undefined;
  readonly lines: readonly Line[];
}

export interface Place {
  readonly where: 'local' | 'offSite';
  /** 转诊, proven by its number. */
  readonly referred: boolean;
}

export interface Line {
  readonly kind: ExpenseKind;
  /** Of chronic and special expenses always. */
  readonly disease: string | undefined;
  readonly servedOn: PlainDate;
  readonly total: Fen;
  /** The part within the scope of basic insurance 合规医疗费用. */
  readonly inScope: Fen;
}

/** Of both kinds the person needs a recognition for the disease. */
export function needsRecognition({ kind }: Pick<Line, 'kind'>): boolean {
  return kind === 'chronic' || kind === 'special';
}

/** @throws DomainError INVALID_REQUEST */
export function requireLines({ lines, servedOn }: Claim): void {
  const findings = lines.flatMap((line, index) => [
    ...(line.inScope > line.total
      ? [{ where: `/lines/${index}/inScope`, problem: 'is more than the total', hint: 'At most what the line cost.' }]
      : []),
    ...(needsRecognition(line) && line.disease === undefined
      ? [{ where: `/lines/${index}/disease`, problem: 'is missing', hint: 'Name the recognised disease.' }]
      : []),
    ...(line.servedOn > servedOn || line.servedOn.slice(0, 4) !== servedOn.slice(0, 4)
      ? [
          {
            where: `/lines/${index}/servedOn`,
            problem: `is no day of the claim's service year up to ${servedOn}`,
            hint: 'Make a claim for each service year; the claim carries the last day of its lines.',
          },
        ]
      : []),
  ]);
  if (findings.length > 0) throw new DomainError('INVALID_REQUEST', 'A line of the claim is not right.', { findings });
}
