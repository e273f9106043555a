import { isDomainError } from '../../domain/errors.ts';
import { addDays, endOfMonth, plainDate, type PlainDate } from '../../domain/plain-date.ts';
import { extraRound, monthEndangered, scheduledRound, type RoundTimes } from '../../domain/rounds/calendar.ts';
import { panelOf } from '../../domain/rounds/panel.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { RoundBook } from '../../store/rounds/port.ts';
import type { Alarms } from '../../store/alarms/alarms.ts';
import type { PublishedPolicies, PublishedPolicy } from '../../store/policies/published-policies.ts';

interface Dependencies {
  book: RoundBook;
  inForce: PublishedPolicies;
  calendar: WorkingCalendar;
  alarms: Alarms;
}

/** `today` in the time zone of the regions; `at` is an ISO instant of workflow time. */
interface Daily {
  today: PlainDate;
  at: string;
}

export type RoundTriggerActivities = ReturnType<typeof createRoundTriggerActivities>;

/** A round is opened before its cut-off, by the last run of the trigger before it. */
const opensAheadMs = 25 * 3_600_000;

export function createRoundTriggerActivities({ book, inForce, calendar, alarms }: Dependencies) {
  return {
    /**
     * Opens what is due in every region that decides in rounds: a round is a row that is there or not, so the day may
     * be asked twice, or late. A month about to end without one is an alarm, as is a figure that is missing.
     */
    async openRoundsDue({ today, at }: Daily): Promise<void> {
      const now = new Date(at);
      const nextMonth = addDays(endOfMonth(today), 1);
      for (const region of inForce.all(today).filter((region) => decidesInRounds(region, today))) {
        const opened = await tried(region, today, now, () => openThisMonths(region, today, now));
        // The cut-off of a round early in a month lies in the month before.
        if (opened) await tried(region, nextMonth, now, () => openIfDue(region, nextMonth, now));
      }
    },
  };

  function decidesInRounds({ policy: { region, procedures } }: PublishedPolicy, today: PlainDate): boolean {
    if (!procedures.monthlyBatch) return false;
    try {
      inForce.openRegion(region.code, today);
      return true;
    } catch (error) {
      if (isDomainError(error)) return false;
      throw error;
    }
  }

  /** False, and an alarm, where a figure or a year of the calendar is missing: the other regions do not wait for it. */
  async function tried(
    { policy }: PublishedPolicy,
    day: PlainDate,
    at: Date,
    open: () => Promise<void>,
  ): Promise<boolean> {
    try {
      await open();
      return true;
    } catch (error) {
      if (!isDomainError(error)) throw error;
      await alarms.raise({ id: alarmOf(policy.region.code, day), problem: error.code, params: error.params, at });
      return false;
    }
  }

  async function openThisMonths(region: PublishedPolicy, today: PlainDate, at: Date): Promise<void> {
    const { policy } = region;
    await openIfDue(region, today, at);
    const { code } = policy.region;
    const own = scheduledRound(policy, calendar, today);
    if (own.closesAt <= at && (await book.ofMonth(code, own.month)).length === 0) {
      // PRACTICE #15: nobody has missed a round before whose cut-off nobody had applied.
      if (!(await book.hadApplications(code, own.cutOffAt))) return;
      await openInstead(region, at);
    }
    const underWay = await book.ofMonth(code, monthOf(today));
    // What the month before lacked has been made good.
    if (underWay.some(({ state }) => state === 'published'))
      await alarms.clear(alarmOf(code, addDays(firstOf(today), -1)), at);
    const endangered = monthEndangered(policy, calendar, today, underWay);
    const id = alarmOf(code, today);
    if (!endangered) return alarms.clear(id, at);
    await alarms.raise({ id, problem: 'ROUND_MISSING', params: { region: code, month: monthOf(today) }, at });
  }

  async function openIfDue(region: PublishedPolicy, day: PlainDate, at: Date): Promise<void> {
    const times = scheduledRound(region.policy, calendar, day);
    const isDue = times.cutOffAt.getTime() <= at.getTime() + opensAheadMs && times.closesAt > at;
    if (isDue) await open(region, times, 'scheduled', at);
  }

  /** The day of the month's own round passed while nothing ran. */
  async function openInstead(region: PublishedPolicy, at: Date): Promise<void> {
    const times = extraRound(region.policy, calendar, at, 1);
    if (times) await open(region, times, 'extra', at);
  }

  async function open(
    { policy, reference }: PublishedPolicy,
    times: RoundTimes,
    kind: 'scheduled' | 'extra',
    at: Date,
  ): Promise<void> {
    panelOf(policy);
    await book.open(times, { region: policy.region.code, kind, policyVersionId: reference.id, at, by: 'system' });
  }
}

function alarmOf(region: string, day: PlainDate): string {
  return `round:${region}/${monthOf(day)}`;
}

function firstOf(day: PlainDate): PlainDate {
  return plainDate(`${monthOf(day)}-01`);
}

function monthOf(day: PlainDate): string {
  return day.slice(0, 7);
}
