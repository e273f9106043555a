import type { PlainDate } from '../plain-date.ts';
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
