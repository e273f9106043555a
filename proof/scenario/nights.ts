/** What a schedule starts every night elsewhere, or every few minutes: the test server knows none. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { addDays, plainDate, type PlainDate } from '../../domain/plain-date.ts';
import { listedDiseases } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { localDay, instantAt } from '../../domain/time-zone.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { passes } from './passes.ts';
import { taskQueues } from '../../workflows/ids.ts';
import type { Scenario } from './format.ts';
import { nextRoundNight, type RoundBook } from './round-nights.ts';
import { nextSampling } from './sampling-nights.ts';
import { stated } from '../../domain/policy/figure.ts';

interface Surroundings {
  readonly engine: Pool;
  readonly client: Client;
  readonly policies: readonly Policy[];
  readonly calendar: WorkingCalendar;
  readonly now: () => Date;
  readonly onDemand: Scenario['schedules'];
}

type Nightly = 'renewals' | 'rounds' | 'outreach';

/** One run of a schedule. */
interface Night {
  readonly at: Date;
  readonly schedule: Nightly | 'sampling';
}

/** Only the nights that can find something are played. */
export function createNights({ engine, client, policies, calendar, now, onDemand }: Surroundings) {
  const begun: string[] = [];
  /** What the record and the registers had come to when outreach last went through them. */
  let searched: string | undefined;
  let newsOfRegisters = 0;
  let isUp = true;

  return {
    begun: () => begun,

    async down(): Promise<void> {
      isUp = false;
    },

    async up(): Promise<void> {
      isUp = true;
    },

    registersChanged(): void {
      newsOfRegisters += 1;
    },

    /** None while nothing lies ahead that a schedule would see to. */
    async next(): Promise<Night | undefined> {
      if (!isUp) return undefined;
      const rounds = await Promise.all(policies.map(nextRounds));
      const nights = [await nextRenewals(), ...rounds, await nextOutreach(), await nextSamplings()].flatMap(
        (night) => night ?? [],
      );
      return nights.toSorted((one, other) => one.at.getTime() - other.at.getTime())[0];
    },

    async start({ schedule, at }: Night): Promise<void> {
      if (schedule === 'outreach') searched = await news();
      const workflowId = `${schedule}/${at.toISOString()}`;
      begun.push(workflowId);
      await client.workflow.start(passes[schedule].workflowType, {
        workflowId,
        taskQueue: taskQueues.workflows,
        args: [],
      });
    },
  };

  /** The first night on or after this day. */
  function nightFrom(schedule: Nightly, first: PlainDate): Night {
    const {
      calendars: [{ hour, minute }],
    } = passes[schedule].spec;
    const time = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
    const today = localDay(now());
    const at = instantAt(first > today ? first : today, time);
    return { schedule, at: at > now() ? at : instantAt(addDays(today, 1), time) };
  }

  /** Once a recognition comes to its end. */
  async function nextRenewals(): Promise<Night | undefined> {
    const { rows } = await engine.query<{ until: string | null }>(
      `SELECT min("benefitUntil")::text AS until FROM "ApplicationCase" WHERE "outcome" = 'approved'
        AND "recognitionState" IS DISTINCT FROM 'ended'`,
    );
    const until = rows[0]?.until;
    return until
      ? nightFrom('renewals', addDays(plainDate(until), -Math.max(...policies.map(longestNotice))))
      : undefined;
  }

  /** As long as an application of the region waits for a round, or a month lacks one. */
  async function nextRounds(policy: Policy): Promise<Night | undefined> {
    if (!policy.procedures.monthlyBatch) return undefined;
    const { rows } = await engine.query<RoundBook & { waiting: boolean }>(
      `SELECT EXISTS (SELECT FROM "ApplicationCase" WHERE "region" = $1 AND "status" = 'open'
        AND "procedure" = 'monthlyBatch') AS waiting,
         ARRAY(SELECT "code" FROM "BatchRound" WHERE "region" = $1) AS codes,
         (SELECT min("receivedAt") FROM "ApplicationCase" WHERE "region" = $1) AS "firstAt",
         EXISTS (SELECT FROM "Alarm" WHERE "id" LIKE 'round:%' AND "clearedAt" IS NULL) AS "isAlarmed"`,
      [policy.region.code],
    );
    const { waiting, ...book } = rows[0]!;
    const tomorrow = nightFrom('rounds', localDay(now()));
    return waiting || book.isAlarmed
      ? nightFrom('rounds', nextRoundNight(policy, calendar, book, tomorrow.at))
      : undefined;
  }

  /** Once something has happened that it has not seen. */
  async function nextOutreach(): Promise<Night | undefined> {
    if (!onDemand.includes('outreach') || searched === (await news())) return undefined;
    return nightFrom('outreach', localDay(now()));
  }

  async function news(): Promise<string> {
    const { rows } = await engine.query<{ entries: number }>('SELECT count(*)::int AS entries FROM "AuditEntry"');
    return `${rows[0]!.entries} ${newsOfRegisters}`;
  }

  async function nextSamplings(): Promise<Night | undefined> {
    if (!onDemand.includes('sampling')) return undefined;
    const at = await nextSampling(engine, policies, now());
    return at && { schedule: 'sampling', at };
  }
}

/** Days before its end at which a renewal is opened, at most. */
function longestNotice(policy: Policy): number {
  const notices = listedDiseases(policy).map(({ renewal }) => stated(renewal)?.opensDaysBefore ?? 0);
  return Math.max(0, ...notices);
}
