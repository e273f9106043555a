/** What a schedule starts every night elsewhere: the test server knows none. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { addDays, plainDate, type PlainDate } from '../../domain/plain-date.ts';
import { listedDiseases } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { dayIn, instantAt } from '../../domain/time-zone.ts';
import type { WorkingCalendar } from '../../domain/working-days.ts';
import { rounds as schedules } from '../../worker/schedules.ts';
import { taskQueues } from '../../workflows/ids.ts';
import { nextRoundNight, type RoundBook } from './round-nights.ts';

interface Surroundings {
  readonly engine: Pool;
  readonly client: Client;
  readonly policy: Policy;
  readonly calendar: WorkingCalendar;
  readonly now: () => Date;
}

/** One run of a schedule. */
interface Night {
  readonly at: Date;
  readonly schedule: 'renewals' | 'rounds';
}

/** Only the nights that can find something are played. */
export function createNights({ engine, client, policy, calendar, now }: Surroundings) {
  const begun: string[] = [];

  return {
    begun: () => begun,

    /** None while nothing lies ahead that a schedule would see to. */
    async next(): Promise<Night | undefined> {
      const nights = [await nextRenewals(), await nextRounds()].flatMap((night) => night ?? []);
      return nights.toSorted((one, other) => one.at.getTime() - other.at.getTime())[0];
    },

    async start({ schedule }: Night): Promise<void> {
      const { workflowType, spec } = schedules[schedule];
      const workflowId = `${schedule}/${dayIn(spec.timezone, now())}`;
      begun.push(workflowId);
      await client.workflow.start(workflowType, { workflowId, taskQueue: taskQueues.workflows, args: [] });
    },
  };

  /** The first night on or after this day. */
  function nightFrom(schedule: Night['schedule'], first: PlainDate): Night {
    const { timezone, calendars } = schedules[schedule].spec;
    const [{ hour, minute }] = calendars as [{ hour: number; minute: number }];
    const time = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
    const today = dayIn(timezone, now());
    const at = instantAt(timezone, first > today ? first : today, time);
    return { schedule, at: at > now() ? at : instantAt(timezone, addDays(today, 1), time) };
  }

  /** Once a recognition comes to its end. */
  async function nextRenewals(): Promise<Night | undefined> {
    const { rows } = await engine.query<{ until: string | null }>(
      `SELECT min("benefitUntil")::text AS until FROM "ApplicationCase" WHERE "outcome" = 'approved' AND "recognitionState" IS DISTINCT FROM 'ended'`,
    );
    const until = rows[0]?.until;
    return until ? nightFrom('renewals', addDays(plainDate(until), -longestNotice(policy))) : undefined;
  }

  /** As long as an application waits for a round, or a month lacks one. */
  async function nextRounds(): Promise<Night | undefined> {
    if (!policy.procedures.monthlyBatch) return undefined;
    const { rows } = await engine.query<RoundBook & { waiting: boolean }>(
      `SELECT EXISTS (SELECT FROM "ApplicationCase" WHERE "status" = 'open' AND "procedure" = 'monthlyBatch') AS waiting,
         ARRAY(SELECT "code" FROM "BatchRound") AS codes,
         EXISTS (SELECT FROM "Alarm" WHERE "id" LIKE 'round:%' AND "clearedAt" IS NULL) AS "isAlarmed"`,
    );
    const { waiting, ...book } = rows[0]!;
    const tomorrow = nightFrom('rounds', dayIn(schedules.rounds.spec.timezone, now()));
    return waiting || book.isAlarmed ? nightFrom('rounds', nextRoundNight(policy, calendar, book, tomorrow.at)) : undefined;
  }
}

/** Days before its end at which a renewal is opened, at most. */
function longestNotice(policy: Policy): number {
  const notices = listedDiseases(policy).map(({ renewal: { value } }) => (value === null || value === 'none' ? 0 : value.opensDaysBefore));
  return Math.max(0, ...notices);
}
