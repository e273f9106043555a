import type { CourseStep, RecognitionCourse } from './recognition-course.ts';
import { addDays, type PlainDate } from '../plain-date.ts';
import type { InsuranceType } from '../policy/schema.ts';
import { insuredUnder } from '../eligibility/insured.ts';
import type { Facts } from '../eligibility/verdict.ts';

export interface Covered {
  readonly region: string;
  /** Under which it was decided. */
  readonly insuranceType: InsuranceType;
  readonly suspended: boolean;
  /** First day of the benefit. */
  readonly from: PlainDate;
  /** What comes after this day is left to the events that report it. */
  readonly until: PlainDate;
}

/**
 * 备案 carries what registers say of each day from the first of the benefit to that of the filing, which may be weeks
 * later: lapsed insurance suspends, another one moves the recognition along or ends it. In the order of the days.
 * @param movesAlong what the policy in force says of another insurance; asked only where it matters, and may throw
 * where nobody has said
 */
export function coverageOf(covered: Covered, facts: Facts, movesAlong: () => boolean): RecognitionCourse {
  const { region, from, until } = covered;
  let { insuranceType, suspended } = covered;
  const changes: CourseStep[] = [];
  if (!facts.person.known) return changes;
  for (const on of turningDays(facts, from, until)) {
    const held = insuredUnder(facts, region, on);
    const [other] = held;
    if (other === undefined) {
      if (!suspended) changes.push({ does: 'suspend', from: on });
      suspended = true;
      continue;
    }
    if (!held.includes(insuranceType)) {
      if (!movesAlong()) return [...changes, { does: 'end', from: on, reason: 'insuranceTypeChanged' }];
      changes.push({ does: 'move', from: on, to: other });
      insuranceType = other;
    }
    if (suspended) changes.push({ does: 'resume', from: on });
    suspended = false;
  }
  return changes;
}

/** What it is after the last of them. */
export function afterChanges(covered: Pick<Covered, 'insuranceType' | 'suspended'>, changes: RecognitionCourse) {
  const { insuranceType, suspended } = covered;
  return changes.reduce(
    (before, change) => ({
      insuranceType: change.does === 'move' ? change.to : before.insuranceType,
      suspended: change.does === 'suspend' || (before.suspended && change.does !== 'resume'),
      ended: before.ended || change.does === 'end',
    }),
    { insuranceType, suspended, ended: false },
  );
}

/** The first day, and each on which an insurance begins or is over. */
function turningDays({ insurance }: Facts, from: PlainDate, until: PlainDate): readonly PlainDate[] {
  const turns = insurance.flatMap((held) => [held.from, ...(held.until ? [addDays(held.until, 1)] : [])]);
  return [from, ...new Set(turns.filter((day) => day > from && day <= until).toSorted())];
}
