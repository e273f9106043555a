import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import type { RestatedStep } from '../../services/settlement/contract/entitlements.ts';

/** The settlement service, for what follows from a decision. */
export interface Settlement {
  /** Registers once per key. */
  register(key: string, entitlement: NewEntitlement): Promise<{ filingNumber: string; filedOn: PlainDate }>;
  /** Changes once per key. */
  change(key: string, change: EntitlementChange): Promise<void>;
}

export interface NewEntitlement {
  readonly personRef: string;
  readonly region: string;
  readonly disease: string;
  readonly insuranceType: InsuranceType;
  readonly institution?: string;
  readonly from: PlainDate;
  readonly until?: PlainDate;
  readonly decidedAt: string;
  readonly filedOn: PlainDate;
}

/** What becomes of an entitlement that is there already; `extend` without `until` takes its last day away. */
export interface EntitlementChange {
  readonly kind: 'change' | 'extend' | 'suspend' | 'resume' | 'end' | 'restate';
  readonly filingNumber: string;
  readonly from: PlainDate;
  readonly until?: PlainDate;
  readonly institution?: string;
  readonly insuranceType?: InsuranceType;
  readonly reason: string;
  /** Of a restatement: all that registers make of it, in the order of its days. */
  readonly steps?: readonly RestatedStep[];
}
