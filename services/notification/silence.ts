import type { Pool } from 'pg';
import type { Clock } from '../../platform/clock.ts';
import { changing, fallBack } from './standing.ts';

/** Messages whose SMS the gateway took and never spoke of again. */
export interface Silence {
  /**
   * Those of which a report is overdue: the SMS counts as not arrived, and what follows from that is done. Answers
   * their ids.
   */
  end(limit: number): Promise<string[]>;
}

export function createSilence(pool: Pool, clock: Clock): Silence {
  return {
    async end(limit) {
      const now = clock.now();
      const { rows } = await pool.query<{ messageId: string }>({
        name: 'overdue',
        text: overdue,
        values: [now, limit],
      });
      const ended: string[] = [];
      for (const { messageId } of rows) if (await endOne(messageId, now)) ended.push(messageId);
      return ended;
    },
  };

  /** False where a report has come meanwhile, or another dispatcher was first. */
  function endOne(messageId: string, now: Date): Promise<boolean> {
    return changing(pool, messageId, async (client) => {
      const { rowCount } = await client.query({ name: 'endSilence', text: endSilence, values: [messageId, now] });
      if (!rowCount) return false;
      await fallBack(client, messageId, now);
      return true;
    });
  }
}

const overdue = `SELECT "messageId" FROM "Delivery" WHERE "reportDueAt" <= $1 ORDER BY "reportDueAt" LIMIT $2`;

const endSilence = `
  UPDATE "Delivery" SET "state" = 'unreported', "reportDueAt" = NULL
  WHERE "messageId" = $1 AND "channel" = 'sms' AND "reportDueAt" <= $2`;
