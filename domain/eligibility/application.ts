import type { Correction } from '../case/decision.ts';
import type { InsuranceType } from '../policy/schema.ts';
import { localDay } from '../time-zone.ts';
import type { Application } from './verdict.ts';

interface Stored extends Omit<Application, 'receivedOn'> {
  readonly receivedAt: Date;
  /** The insurance that was applied under, where another has taken its place since. */
  readonly appliedUnder?: InsuranceType | null;
}

/** The part of a case that the rules read. */
export function applicationOf(stored: Stored): Application {
  const { region, disease, kind, channel, identity, institution } = stored;
  // What has become of the insurance since the rules find out themselves, for the day on which they are asked.
  const insuranceType = stored.appliedUnder ?? stored.insuranceType;
  const receivedOn = localDay(stored.receivedAt);
  return { region, disease, kind, insuranceType, channel, identity, institution, receivedOn };
}

/** The same with what somebody has corrected about it; an insurance named so is the one that counts. */
export function correctedBy<S extends Stored>(stored: S, { institution, insuranceType }: Correction = {}): S {
  return {
    ...stored,
    ...(institution !== undefined && { institution }),
    ...(insuranceType !== undefined && { insuranceType, appliedUnder: null }),
  };
}
