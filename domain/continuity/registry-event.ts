import { addDays, type PlainDate } from '../plain-date.ts';
import type { InsuranceType } from '../policy/schema.ts';

export const registryEventKinds = [
  'died',
  'insuranceLapsed',
  'insuranceResumed',
  'insuranceTypeChanged',
  'categoryGained',
  'categoryLost',
  /** Nothing happened: the event that it corrects was a mistake. */
  'retracted',
] as const;

export type RegistryEventKind = (typeof registryEventKinds)[number];

interface Reported {
  readonly id: string;
  readonly region: string;
  readonly on: PlainDate;
  /** An earlier event of the same register that was wrong: this one stands in its place. */
  readonly corrects?: string;
}

/** What a register reports of a person after they applied. */
export type RegistryEvent = Reported &
  (
    | { readonly kind: 'died' | 'retracted' }
    /** `on` is the first day without this insurance, and the first day with it again. */
    | { readonly kind: 'insuranceLapsed' | 'insuranceResumed'; readonly insuranceType: InsuranceType }
    | { readonly kind: 'insuranceTypeChanged'; readonly from: InsuranceType; readonly to: InsuranceType }
    | { readonly kind: 'categoryGained' | 'categoryLost'; readonly category: string }
  );

/** What a recognition in force is, as far as registers matter to it. */
export interface Held {
  readonly region: string;
  readonly insuranceType: InsuranceType;
  readonly suspended: boolean;
  /** First day of its term. */
  readonly from: PlainDate;
}

/** What an event makes of a recognition; `from` is the first day on which it holds. */
export type Consequence =
  | { readonly does: 'nothing' }
  | { readonly does: 'end'; readonly from: PlainDate; readonly reason: 'died' | 'insuranceTypeChanged' }
  | { readonly does: 'suspend'; readonly from: PlainDate }
  | { readonly does: 'resume'; readonly from: PlainDate }
  | { readonly does: 'move'; readonly from: PlainDate; readonly to: InsuranceType };

const nothing = { does: 'nothing' } as const;

/**
 * PRACTICE, Continuity: death ends; lapsed insurance suspends, and paying again resumes; between employee and resident
 * insurance the recognition moves along where the pack says so. A category decides about queues only (PRACTICE #4).
 * @param movesAlong what the policy in force says of it; asked only where it matters, and may throw where nobody has
 * said
 */
export function consequenceFor(held: Held, event: RegistryEvent, movesAlong: () => boolean): Consequence {
  const { on } = event;
  if (event.kind === 'died') return { does: 'end', from: addDays(on, 1), reason: 'died' };
  if (event.region !== held.region) return nothing;
  switch (event.kind) {
    case 'insuranceLapsed':
      return event.insuranceType === held.insuranceType && !held.suspended ? { does: 'suspend', from: on } : nothing;
    case 'insuranceResumed':
      return event.insuranceType === held.insuranceType && held.suspended ? { does: 'resume', from: on } : nothing;
    case 'insuranceTypeChanged':
      if (event.from !== held.insuranceType) return nothing;
      if (!movesAlong()) return { does: 'end', from: on, reason: 'insuranceTypeChanged' };
      return { does: 'move', from: on > held.from ? on : held.from, to: event.to };
    default:
      return nothing;
  }
}

/**
 * Whether `later` leaves nothing for `earlier` to do, should the two come out of order: what was reported last of a day
 * holds.
 */
export function overtakes(later: RegistryEvent, earlier: RegistryEvent): boolean {
  if (later.region !== earlier.region || later.on < earlier.on) return false;
  if (later.kind === 'insuranceTypeChanged') return earlier.kind === 'insuranceTypeChanged';
  return isCover(later) && isCover(earlier) && later.insuranceType === earlier.insuranceType;
}

function isCover(event: RegistryEvent): event is Extract<RegistryEvent, { insuranceType: InsuranceType }> {
  return event.kind === 'insuranceLapsed' || event.kind === 'insuranceResumed';
}
