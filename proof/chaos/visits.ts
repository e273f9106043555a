/** Whom providers treat, and what they claim for it: a mix that chance decides. */
import type { z } from 'zod';
import type { Random } from '../../examples/office/random.ts';
import { yuan, type Fen } from '../../domain/money.ts';
import { addDays, type PlainDate } from '../../domain/plain-date.ts';
import type { ClaimRequest } from '../../services/settlement/contract/claims.ts';

export type Claim = z.input<typeof ClaimRequest>;

export interface Patient {
  readonly personRef: string;
  readonly region: string;
  readonly institution: string;
  readonly populations: string[];
  /** The disease for which somebody is to recognise the person. */
  readonly applied?: Applied;
}

interface Applied {
  readonly disease: string;
  readonly kind: 'chronic' | 'special';
  /** Undefined until that is decided for good. */
  readonly isRecognised: () => boolean | undefined;
}

export const amends = ['reversal', 'refund', 'correction'] as const;
export type Amends = (typeof amends)[number];

export interface Visit {
  readonly patient: Patient;
  /** The provider's own number of its claim. */
  readonly number: string;
  readonly claim: Claim;
  readonly previewed: boolean;
  /** What the provider does about the claim afterwards. */
  readonly amends: Amends | undefined;
  /** Day that a correction puts in place of the first. */
  readonly rightDay: PlainDate;
}

/** Approvals of today hold from tomorrow. */
const days = { first: 2, last: 28 };
const correctedBy = [1, 366] as const;

/** How far ahead anybody is treated, or was as a correction says. */
export const mostDaysAhead = days.last + Math.max(...correctedBy);

export function visitOf(patient: Patient, number: string, today: PlainDate, random: Random): Visit {
  const { personRef, region, applied } = patient;
  const servedOn = addDays(today, random.int(days.first, days.last));
  const own = applied ? { kind: applied.kind, disease: applied.disease } : { kind: random.pick(otherKinds) };
  const kinds = random.chance(0.25) ? [own, { kind: 'ordinary' } as const] : [own];
  return {
    patient,
    number,
    claim: {
      personRef,
      region,
      servedOn,
      lines: kinds.map((kind) => ({ ...kind, ...expense(random) })),
    },
    previewed: random.chance(0.2),
    amends: random.chance(0.3) ? random.pick(amends) : undefined,
    rightDay: addDays(servedOn, random.pick(correctedBy)),
  };
}

const otherKinds = ['ordinary', 'ordinary', 'ordinary', 'inpatient'] as const;

function expense(random: Random): { total: string; inScope: string } {
  const inScope = random.int(2_000, 150_000);
  return { inScope: yuan(inScope as Fen), total: yuan((inScope + random.int(0, 5_000)) as Fen) };
}
