import { DomainError } from '../errors.ts';
import { addDays, addMonths, endOfMonth, yearMonthDay, type PlainDate } from '../plain-date.ts';
import { dayIn, endOfDay, instantAt, timeOfDayIn } from '../time-zone.ts';
import {
  addWorkingDays,
  isWorkingDay,
  lastWorkingDayOfMonth,
  nextWorkingDay,
  type WorkingCalendar,
} from '../working-days.ts';
import { known, knownValue } from './figure.ts';
import type { Disease, Policy, ProcedureName } from './schema.ts';

type DecisionClock = (policy: Policy, calendar: WorkingCalendar, from: Date) => Date;

const decisionClocks = {
  immediate: officerDue,
  reviewChain: reviewChainDue,
  monthlyBatch: monthlyBatchDue,
} as const satisfies Record<ProcedureName, DecisionClock>;

/** Instant by which a person's decision is due, for a case that the procedure takes up at `from`. */
export function decisionDue(policy: Policy, procedure: ProcedureName, calendar: WorkingCalendar, from: Date): Date {
  return decisionClocks[procedure](policy, calendar, from);
}

/**
 * When an immediate case that the rules hand over is due: the end of office hours of the working day, of the next one
 * when it came after hours or on a day off (PRACTICE, Immediate, not automatic).
 */
export function officerDue(policy: Policy, calendar: WorkingCalendar, now: Date): Date {
  const { timeZone } = policy.region;
  const immediate = described(policy, 'immediate');
  knownValue(immediate.officerDue);
  const { to } = knownValue(immediate.officeHours);
  const today = dayIn(timeZone, now);
  const inTime = isWorkingDay(calendar, today) && timeOfDayIn(timeZone, now) < to;
  return instantAt(timeZone, inTime ? today : nextWorkingDay(calendar, today), to);
}

/** The end of the n-th working day after acceptance; the documents name no hour, so the whole day counts. */
export function reviewChainDue(policy: Policy, calendar: WorkingCalendar, acceptedAt: Date): Date {
  const { timeZone } = policy.region;
  const days = knownValue(described(policy, 'reviewChain').workingDays);
  return endOfDay(timeZone, addWorkingDays(calendar, dayIn(timeZone, acceptedAt), days));
}

/**
 * The end of the first round day on or after acceptance. Where no round day is known, what the guaranteed round of every
 * calendar month still promises: a case that misses this month's is decided by the end of the next.
 */
export function monthlyBatchDue(policy: Policy, calendar: WorkingCalendar, acceptedAt: Date): Date {
  const { timeZone } = policy.region;
  const { roundsPerMonth, roundDay } = described(policy, 'monthlyBatch');
  knownValue(roundsPerMonth);
  const accepted = dayIn(timeZone, acceptedAt);
  const nextMonth = addDays(endOfMonth(accepted), 1);
  if (roundDay.value === null || roundDay.value === 'none') return endOfDay(timeZone, endOfMonth(nextMonth));
  const round = roundIn(accepted, roundDay.value, calendar);
  return endOfDay(timeZone, round >= accepted ? round : roundIn(nextMonth, roundDay.value, calendar));
}

function roundIn(month: PlainDate, roundDay: number | 'lastWorkingDay', calendar: WorkingCalendar): PlainDate {
  if (roundDay === 'lastWorkingDay') return lastWorkingDayOfMonth(calendar, month);
  const [, , lastDay] = yearMonthDay(endOfMonth(month));
  return addDays(endOfMonth(month), Math.min(roundDay, lastDay) - lastDay);
}

/** First day of benefit of a recognition, in the region's time zone, holiday or not. */
export function benefitStart(policy: Policy, decidedAt: Date): PlainDate {
  const decided = dayIn(policy.region.timeZone, decidedAt);
  switch (knownValue(policy.benefitStart)) {
    case 'nextCalendarDayAfterDecision':
      return addDays(decided, 1);
    case 'dayOfDecision':
      return decided;
  }
}

/** Last day of benefit; null = long-term. */
export function benefitEnd(disease: Disease, from: PlainDate): PlainDate | null {
  const validity = known(disease.validity);
  return validity === 'none' ? null : addDays(addMonths(from, validity.months), -1);
}

function described<N extends ProcedureName>(policy: Policy, name: N): NonNullable<Policy['procedures'][N]> {
  const procedure = policy.procedures[name];
  if (procedure) return procedure;
  throw new DomainError('NO_PROCEDURE', `${policy.pack} does not describe the procedure ${name}`, {
    params: { pack: policy.pack, procedure: name },
  });
}
