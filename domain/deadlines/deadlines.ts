import { DomainError } from '../errors.ts';
import { addDays, addMonths, endOfMonth, type PlainDate } from '../plain-date.ts';
import { closingDay, cutOff } from '../rounds/calendar.ts';
import { localDay, endOfDay, instantAt, localTime } from '../time-zone.ts';
import { addWorkingDays, foreseen, isWorkingDay, nextWorkingDay, type WorkingCalendar } from './working-days.ts';
import { known, knownValue, stated } from '../policy/figure.ts';
import type { Disease, Policy, ProcedureName } from '../policy/schema.ts';

/** When the case was accepted, and when it waited for the applicant meanwhile; both instants of a wait are known. */
export interface Course {
  readonly acceptedAt: Date;
  readonly waits: readonly { readonly from: Date; readonly until: Date }[];
}

type DecisionClock = (policy: Policy, calendar: WorkingCalendar, course: Course) => Date;

const decisionClocks = {
  immediate: officerDue,
  reviewChain: reviewChainDue,
  monthlyBatch: monthlyBatchDue,
} as const satisfies Record<ProcedureName, DecisionClock>;

/** Instant by which a person's decision is due. */
export function decisionDue(policy: Policy, procedure: ProcedureName, calendar: WorkingCalendar, course: Course): Date {
  return decisionClocks[procedure](policy, calendar, course);
}

/** The case is as good as come when it was complete. */
function completeAt({ acceptedAt, waits }: Course): Date {
  return waits.at(-1)?.until ?? acceptedAt;
}

/**
 * When an immediate case that the rules hand over is due: the end of office hours of the working day, of the next one
 * when it came after hours or on a day off (PRACTICE, Immediate, not automatic).
 */
export function officerDue(policy: Policy, calendar: WorkingCalendar, course: Course): Date {
  const now = completeAt(course);
  const immediate = described(policy, 'immediate');
  knownValue(immediate.officerDue);
  const { to } = knownValue(immediate.officeHours);
  const today = localDay(now);
  const inTime = isWorkingDay(calendar, today) && localTime(now) < to;
  return instantAt(inTime ? today : nextWorkingDay(calendar, today), to);
}

/**
 * The end of the n-th working day after acceptance; the documents name no hour, so the whole day counts. A day on which
 * the case waits for the applicant, wholly or in part, is not counted (PRACTICE #7).
 */
export function reviewChainDue(policy: Policy, calendar: WorkingCalendar, { acceptedAt, waits }: Course): Date {
  const days = knownValue(described(policy, 'reviewChain').workingDays);
  const stopped = waits.map(({ from, until }) => ({ from: localDay(from), until: localDay(until) }));
  const counts = (day: PlainDate) => !stopped.some(({ from, until }) => from <= day && day <= until);
  return endOfDay(addWorkingDays(calendar, localDay(acceptedAt), days, counts));
}

/**
 * The end of the day on which the first round closes whose cut-off the case is in time for. Where no round day is
 * known, what the guaranteed round of every calendar month still promises: the end of the next month. Without voting
 * days whoever comes until the round day is in its round.
 */
export function monthlyBatchDue(policy: Policy, calendar: WorkingCalendar, course: Course): Date {
  const { roundsPerMonth, roundDay } = described(policy, 'monthlyBatch');
  knownValue(roundsPerMonth);
  const complete = completeAt(course);
  const month = localDay(complete);
  if (stated(roundDay) === undefined) return endOfDay(endOfMonth(monthAfter(month)));
  return endOfDay(firstRound(policy, foreseen(calendar), month, complete));
}

function firstRound(policy: Policy, calendar: WorkingCalendar, month: PlainDate, complete: Date): PlainDate {
  const closesOn = closingDay(policy, calendar, month);
  return complete <= cutOff(policy, calendar, closesOn)
    ? closesOn
    : firstRound(policy, calendar, monthAfter(month), complete);
}

function monthAfter(date: PlainDate): PlainDate {
  return addDays(endOfMonth(date), 1);
}

/** Until when the office answers whether it takes an application up; silence counts as acceptance on receipt. */
export function acceptanceDue({ acceptance }: Policy, calendar: WorkingCalendar, receivedAt: Date): Date {
  const days = knownValue(acceptance.answerWorkingDays);
  return endOfDay(addWorkingDays(calendar, localDay(receivedAt), days));
}

/** Until when the applicant may supply what is missing, the day of the request not counted; and when to remind. */
export function supplyDue({ acceptance }: Policy, requestedAt: Date): { supplyBy: Date; remindAt: Date } {
  const last = addDays(localDay(requestedAt), knownValue(acceptance.supplementDays));
  const reminder = addDays(last, -knownValue(acceptance.remindDaysBefore));
  return { supplyBy: endOfDay(last), remindAt: endOfDay(reminder) };
}

/** Until when 异议复核 may be asked for, the day of the notice not counted; null = at any time. */
export function appealBy({ refusal }: Policy, toldAt: Date): Date | null {
  // Nobody is let in who could not be promised an answer.
  knownValue(refusal.appealWorkingDays);
  const days = known(refusal.appealDays);
  return days === 'none' ? null : endOfDay(addDays(localDay(toldAt), days));
}

export function appealDue({ refusal }: Policy, calendar: WorkingCalendar, askedAt: Date): Date {
  return endOfDay(addWorkingDays(calendar, localDay(askedAt), knownValue(refusal.appealWorkingDays)));
}

/** When a task is shown as about to be late, and when it becomes the supervisors' concern. */
export function attentionTimes({ queues }: Policy, dueAt: Date): { warnAt: Date; escalateAt: Date } {
  const hours = 3_600_000;
  return {
    warnAt: new Date(dueAt.getTime() - knownValue(queues.warnHoursBefore) * hours),
    escalateAt: new Date(dueAt.getTime() + knownValue(queues.escalateHoursAfter) * hours),
  };
}

/** First day of benefit of a recognition, in the region's time zone, holiday or not. */
export function benefitStart(policy: Policy, decidedAt: Date): PlainDate {
  const decided = localDay(decidedAt);
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
