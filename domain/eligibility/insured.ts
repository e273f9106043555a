import type { PlainDate } from '../plain-date.ts';
import type { InsuranceType } from '../policy/schema.ts';
import { inForce } from './rule.ts';
import type { Application, Facts } from './verdict.ts';

/** Under what somebody is insured in a region on a day. */
export function insuredUnder({ insurance }: Pick<Facts, 'insurance'>, region: string, on: PlainDate): InsuranceType[] {
  const types = insurance.filter((held) => held.region === region && inForce(held, on)).map(({ type }) => type);
  return [...new Set(types)].toSorted();
}

/**
 * 险种转换: whoever was insured as they said on the day of the application, and is insured otherwise today, is looked
 * at under what they have today. Who was never insured so has made a mistake, which is theirs to correct.
 */
export function underTodaysInsurance<A extends Application>(application: A, facts: Facts, today: PlainDate): A {
  const { region, insuranceType, receivedOn } = application;
  const held = insuredUnder(facts, region, today);
  const [other] = held;
  const hasChanged = other && !held.includes(insuranceType) && wasInsured(application, facts);
  return hasChanged && receivedOn <= today ? { ...application, insuranceType: other } : application;
}

/** On the day of the application, under what it names. */
export function wasInsured({ region, insuranceType, receivedOn }: Application, facts: Facts): boolean {
  return insuredUnder(facts, region, receivedOn).includes(insuranceType);
}
