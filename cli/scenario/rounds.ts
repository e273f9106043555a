/** The nightly round of renewals, which a schedule starts elsewhere: the test server knows none. */
import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import { addDays, plainDate, type PlainDate } from '../../domain/plain-date.ts';
import { listedDiseases } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { dayIn, instantAt } from '../../domain/time-zone.ts';
import { rounds as schedules } from '../../worker/schedules.ts';
import { taskQueues } from '../../workflows/ids.ts';

interface Calendar {
  readonly engine: Pool;
  readonly client: Client;
  readonly policy: Policy;
  readonly now: () => Date;
}

export function createRounds({ engine, client, policy, now }: Calendar) {
  const { workflowType, spec } = schedules.renewals;
  const { timezone, calendars } = spec;
  const [{ hour, minute }] = calendars as [{ hour: number; minute: number }];
  const time = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
  const begun: string[] = [];

  return {
    begun: () => begun,

    /** When the next round is that can find something; none while no recognition comes to its end. */
    async next(): Promise<Date | undefined> {
      const first = await firstDayThatMatters();
      if (!first) return undefined;
      const today = dayIn(timezone, now());
      const round = instantAt(timezone, first > today ? first : today, time);
      return round > now() ? round : instantAt(timezone, addDays(today, 1), time);
    },

    async start(): Promise<void> {
      const workflowId = `renewals/${dayIn(timezone, now())}`;
      begun.push(workflowId);
      await client.workflow.start(workflowType, { workflowId, taskQueue: taskQueues.workflows, args: [] });
    },
  };

  async function firstDayThatMatters(): Promise<PlainDate | undefined> {
    const { rows } = await engine.query<{ until: string | null }>(
      `SELECT min("benefitUntil")::text AS until FROM "ApplicationCase" WHERE "outcome" = 'approved' AND "recognitionState" IS DISTINCT FROM 'ended'`,
    );
    const until = rows[0]?.until;
    return until ? addDays(plainDate(until), -longestNotice(policy)) : undefined;
  }
}

/** Days before its end at which a renewal is opened, at most. */
function longestNotice(policy: Policy): number {
  const notices = listedDiseases(policy).map(({ renewal: { value } }) => (value === null || value === 'none' ? 0 : value.opensDaysBefore));
  return Math.max(0, ...notices);
}
