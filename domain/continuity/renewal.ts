import { addDays, type PlainDate } from '../plain-date.ts';

/** A recognition that ends, with the renewal 复审 that was asked for or opened since it began. */
export interface ExpiringRecognition {
  /** Last day of its term. */
  readonly until: PlainDate;
  readonly suspended: boolean;
  readonly renewal?: Renewal;
}

export interface Renewal {
  readonly filedOn: PlainDate;
  /** The settlement service has been told to keep the benefit; and that the renewal came to nothing. */
  readonly kept: boolean;
  readonly released: boolean;
  /** Absent while it is pending; the day of its refusal, withdrawal or lapse. */
  readonly overOn?: PlainDate;
  /** Approved: its filing takes the earlier recognition's place. */
  readonly approved: boolean;
}

/** open: nobody has filed yet; keep: until it is decided; release: it came to nothing; expire: the term is over. */
export type RenewalStep = 'open' | 'keep' | 'release' | 'expire';

/**
 * What a day asks for. A renewal filed in time keeps the benefit until it is decided, and our lateness never ends it
 * (PRACTICE, Continuity). What is suspended is not opened for its person: the rules would refuse it for want of
 * insurance.
 * @param opensDaysBefore of the disease; undefined where the policy has no renewal
 */
export function renewalStep(
  recognition: ExpiringRecognition,
  opensDaysBefore: number | undefined,
  today: PlainDate,
): RenewalStep | undefined {
  const { until, suspended, renewal } = recognition;
  if (renewal && !renewal.overOn && isInTime(recognition, renewal))
    return renewal.approved || renewal.kept ? undefined : 'keep';
  if (renewal?.kept && !renewal.released) return 'release';
  if (today > lastDay(recognition)) return 'expire';
  const opens = opensDaysBefore !== undefined && today >= addDays(until, -opensDaysBefore);
  return opens && !renewal && !suspended ? 'open' : undefined;
}

/**
 * Last day of the benefit: of its term, or of the day on which a renewal that kept it came to nothing, if that is
 * later.
 */
export function lastDay({ until, renewal }: ExpiringRecognition): PlainDate {
  return renewal?.kept && renewal.overOn && renewal.overOn > until ? renewal.overOn : until;
}

function isInTime({ until }: ExpiringRecognition, { filedOn }: Renewal): boolean {
  return filedOn <= until;
}
