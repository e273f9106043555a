import type { Pool } from 'pg';
import type { Clock } from '../../platform/clock.ts';
import type { ReportStatus } from './contract/receipts.ts';
import { arrived, changing, fallBack } from './standing.ts';

export interface Receipt {
  reference: string;
  status: ReportStatus;
  at: string;
}

/** `known`: it says nothing that was not known before. `unknown`: its reference is of no message. */
type Told = 'taken' | 'known' | 'unknown';
/** `late`: the gateway's silence had counted already. */
export type TakeReceipt = (receipt: Receipt) => Promise<{ told: Told; late: boolean }>;

/**
 * What the gateway reports of a message, before its answer or days after it, once or many times: an arrival stands
 * whatever else is reported, a failure unless an arrival is; so the order makes no difference. After its silence has
 * counted a report is as good as before, though a letter may be on its way.
 */
export function createReceipts(pool: Pool, clock: Clock): TakeReceipt {
  return async ({ reference, status, at }) => {
    const [, messageId] = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.sms$/.exec(reference) ?? [];
    if (!messageId) return { told: 'unknown', late: false };
    return changing(pool, messageId, async (client) => {
      const { rows } = await client.query<{ taken: boolean; late: boolean }>({
        name: 'report',
        text: report,
        values: [messageId, status, at],
      });
      const [row] = rows;
      if (!row) return { told: 'unknown', late: false };
      if (!row.taken) return { told: 'known', late: false };
      await (status === 'delivered' ? arrived(client, messageId) : fallBack(client, messageId, clock.now()));
      return { told: 'taken', late: row.late };
    });
  };
}

const report = `
  WITH reported AS (
    UPDATE "Delivery" SET
      "report" = $2,
      "reportedAt" = $3,
      "state" = CASE $2 WHEN 'delivered' THEN 'delivered' ELSE 'failed' END,
      "nextAttemptAt" = NULL,
      "reportDueAt" = NULL
    WHERE "messageId" = $1 AND "channel" = 'sms' AND "state" <> 'waiting'
      AND ("report" IS NULL OR "report" = 'undeliverable' AND $2 = 'delivered')
    RETURNING "messageId"
  )
  SELECT EXISTS (SELECT FROM reported) AS taken, "state" = 'unreported' AS late FROM "Delivery"
    WHERE "messageId" = $1 AND "channel" = 'sms'`;
