import { addDays, type PlainDate } from '../plain-date.ts';
import { fen, type Fen } from '../money.ts';
import { known, knownValue } from '../policy/figure.ts';
import type { Figure, Policy } from '../policy/schema.ts';
import { applied, type Applied } from './share.ts';

/** One condition, whether it is met, and where it is stated. */
interface Condition {
  readonly code: string;
  readonly met: boolean;
  readonly by: Applied<unknown>;
}

interface Verdict {
  readonly allowed: boolean;
  readonly conditions: readonly Condition[];
}

function verdict(figure: Figure<unknown>, conditions: Readonly<Record<string, boolean>>): Verdict {
  const by = applied(figure);
  const all = Object.entries(conditions).map(([code, met]) => ({ code, met, by }));
  return { allowed: all.every(({ met }) => met), conditions: all };
}

export interface Admission {
  readonly populations: readonly string[];
  readonly inpatient: boolean;
  /** Referred by primary care, where the person went first 基层首诊. */
  readonly referred: boolean;
  /** The register of the region has the institution; it is within its area. */
  readonly designated: boolean;
}

/** Whether the person is treated first and pays later, without a deposit 住院押金. */
export function depositTerms(policy: Policy, admission: Admission): Verdict {
  const { depositWaivedFor } = knownValue(policy.settlement);
  const waivedFor = known(depositWaivedFor);
  const { populations, inpatient, referred, designated } = admission;
  const population = waivedFor !== 'none' && waivedFor.some((code) => populations.includes(code));
  return verdict(depositWaivedFor, { population, inpatient, referred, designated });
}

export interface Prescription {
  readonly populations: readonly string[];
  readonly issuedOn: PlainDate;
  readonly days: number;
  /** How many days the pharmacy hands out at a time. */
  readonly portionDays: number;
  /** Conditions of the pack that the physician confirms. */
  readonly confirmed: readonly string[];
}

export interface PrescriptionTerms extends Verdict {
  readonly maxDays: Applied<number>;
  /** When the next portion is due; empty where the prescription is not allowed. */
  readonly refills: readonly PlainDate[];
  /** The last day that it supplies. */
  readonly suppliedUntil: PlainDate;
}

/** 长期处方 for those whom the pack names, up to its days (PRACTICE, 12 weeks). */
export function prescriptionTerms(policy: Policy, prescription: Prescription): PrescriptionTerms {
  const { populations, issuedOn, days, portionDays, confirmed } = prescription;
  const rules = knownValue(policy.benefits.longPrescription);
  const most = applied(rules.maxDays);
  const named = verdict(rules.populations, {
    population: knownValue(rules.populations).some((code) => populations.includes(code)),
  });
  const length = verdict(rules.maxDays, { length: most.value === 'none' || days <= most.value });
  const needed = known(rules.conditions);
  const codes = needed === 'none' ? [] : needed;
  const confirmations = verdict(
    rules.conditions,
    Object.fromEntries(codes.map((code) => [code, confirmed.includes(code)])),
  );
  const allowed = [named, length, confirmations].every((part) => part.allowed);
  return {
    allowed,
    conditions: [named, length, confirmations].flatMap(({ conditions }) => conditions),
    maxDays: most,
    refills: allowed ? refillDates(issuedOn, days, portionDays) : [],
    suppliedUntil: addDays(issuedOn, days - 1),
  };
}

function refillDates(issuedOn: PlainDate, days: number, portionDays: number): PlainDate[] {
  const portions = Math.ceil(days / portionDays);
  return Array.from({ length: portions - 1 }, (_, index) => addDays(issuedOn, (index + 1) * portionDays));
}

export interface EnrolmentTerms extends Verdict {
  /** Undefined where it is not allowed. */
  readonly granted: EnrolmentGranted | undefined;
}

export interface EnrolmentGranted {
  readonly personalPremium: Fen;
  readonly premium: Applied<string>;
  readonly benefitFrom: PlainDate;
  readonly start: Applied<string>;
}

/** Enrolment in mid-year 中途参保 of those whom the pack names; its benefit starts on its own day (PRACTICE #13). */
export function enrolmentTerms(
  policy: Policy,
  { populations, enrolledOn }: { readonly populations: readonly string[]; readonly enrolledOn: PlainDate },
): EnrolmentTerms {
  const { populations: whose, anyTimeInYear, personalPremium, benefitStart } = knownValue(policy.enrolment);
  const named = known(whose);
  const parts = [
    verdict(whose, { population: named === 'none' || named.some((code) => populations.includes(code)) }),
    verdict(anyTimeInYear, { anyTimeInYear: knownValue(anyTimeInYear) }),
  ];
  const allowed = parts.every((part) => part.allowed);
  knownValue(benefitStart);
  return {
    allowed,
    conditions: parts.flatMap(({ conditions }) => conditions),
    granted: allowed
      ? {
          personalPremium: fen(knownValue(personalPremium)),
          premium: applied(personalPremium),
          benefitFrom: enrolledOn,
          start: applied(benefitStart),
        }
      : undefined,
  };
}
