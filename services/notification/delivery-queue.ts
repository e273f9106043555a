import type { Pool } from 'pg';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { AttemptOutcome, Channel, DeliveryState, MessageRequest } from './contract/messages.ts';
import { changing, fallBack } from './standing.ts';

/** One attempt that this process has begun. */
export interface Attempt {
  messageId: string;
  channel: Channel;
  number: number;
  message: MessageRequest;
  /** Whether the attempt before it was begun and its end never recorded. */
  lostBefore: boolean;
}

export interface Outcome {
  outcome: AttemptOutcome;
  /** For operators; holds no contact data. */
  detail: string | null;
}

export interface DeliveryQueue {
  claim(limit: number): Promise<Attempt[]>;
  record(attempt: Attempt, outcome: Outcome): Promise<void>;
}

/** An attempt that has not been recorded by then counts as lost; longer than any provider call may take. */
const leaseMs = 15_000;
const maxAttempts = 20;

/** 1 s, 2 s, 4 s … 10 min: some two hours in all. */
export function pauseAfter(attempts: number): number {
  return Math.min(1_000 * 2 ** (attempts - 1), 600_000);
}

/** @param silenceHours how long the gateway may be silent about an SMS that has to arrive. */
export function createDeliveryQueue(pool: Pool, { open }: Sealer, clock: Clock, silenceHours: number): DeliveryQueue {
  async function claim(limit: number): Promise<Attempt[]> {
    const now = clock.now();
    const values = [now, new Date(now.getTime() + leaseMs), limit];
    const { rows } = await pool.query({ name: 'claim', text: claimDue, values });
    return rows.map(({ bodySealed, ...attempt }) => ({ ...attempt, message: open(bodySealed) }));
  }

  async function record({ messageId, channel, number, message }: Attempt, { outcome, detail }: Outcome): Promise<void> {
    const now = clock.now();
    const again = (outcome === 'error' || outcome === 'uncertain') && number < maxAttempts;
    const next = again ? new Date(now.getTime() + pauseAfter(number)) : null;
    const awaitsReport = outcome === 'sent' && channel === 'sms' && message.required;
    const reportDue = awaitsReport ? new Date(now.getTime() + silenceHours * 3_600_000) : null;
    const values = [messageId, channel, number, outcome, detail, stateAfter(outcome, again), next, reportDue];
    const recording = { name: 'record', text: recordOutcome, values };
    if (outcome === 'sent' || again) return void (await pool.query(recording));
    await changing(pool, messageId, async (client) => {
      await client.query(recording);
      await fallBack(client, messageId, now);
    });
  }

  return { claim, record };
}

function stateAfter(outcome: AttemptOutcome, again: boolean): DeliveryState {
  if (outcome === 'sent' || outcome === 'uncertain') return outcome;
  return again ? 'pending' : 'failed';
}

// Several dispatchers share the table: a row that one holds is passed over by the others.
const claimDue = `
  WITH due AS (
    SELECT "messageId", "channel" FROM "Delivery" WHERE "nextAttemptAt" <= $1
    ORDER BY "nextAttemptAt" LIMIT $3 FOR UPDATE SKIP LOCKED
  ), lost AS (
    UPDATE "Attempt" SET "outcome" = 'uncertain', "detail" = 'nobody recorded how it ended'
    FROM due
    WHERE "Attempt"."messageId" = due."messageId" AND "Attempt"."channel" = due."channel" AND "outcome" IS NULL
    RETURNING "Attempt"."messageId", "Attempt"."channel"
  ), begun AS (
    UPDATE "Delivery" SET
      "attempts" = "attempts" + 1,
      "nextAttemptAt" = $2,
      "state" = CASE WHEN lost."messageId" IS NULL THEN "state" ELSE 'uncertain' END
    FROM due LEFT JOIN lost USING ("messageId", "channel")
    WHERE "Delivery"."messageId" = due."messageId" AND "Delivery"."channel" = due."channel"
    RETURNING "Delivery"."messageId", "Delivery"."channel", "attempts" AS number,
      lost."messageId" IS NOT NULL AS "lostBefore"
  ), logged AS (
    INSERT INTO "Attempt" ("messageId", "channel", "number", "beganAt")
    SELECT "messageId", "channel", number, $1 FROM begun
  )
  SELECT begun.*, "bodySealed" FROM begun JOIN "Message" ON "Message"."id" = begun."messageId"`;

// What may have arrived stays uncertain until it is known to be sent; and what is sent stays so, even when a slower
// attempt, meanwhile counted as lost, reports something else. The provider's own report of the arrival goes before
// both.
const recordOutcome = `
  WITH logged AS (
    UPDATE "Attempt" SET "outcome" = $4, "detail" = $5
    WHERE "messageId" = $1 AND "channel" = $2 AND "number" = $3
  )
  UPDATE "Delivery" SET
    "state" = CASE WHEN $6 <> 'sent' AND "state" = 'uncertain' THEN 'uncertain' ELSE $6 END,
    "nextAttemptAt" = $7,
    "reportDueAt" = $8
  WHERE "messageId" = $1 AND "channel" = $2 AND "state" NOT IN ('sent', 'unreported') AND "report" IS NULL
    AND ("attempts" = $3 OR $6 = 'sent')`;
