import type { Pool, PoolClient } from 'pg';

/** Beyond SMS and e-mail nothing arrives by itself: a letter has to be handed over, an in-app message to be read. */
const mayArrive = `(
  "state" = 'delivered' OR "channel" IN ('sms', 'email') AND (
    "state" IN ('pending', 'sent') OR "state" = 'uncertain' AND "nextAttemptAt" IS NOT NULL
  )
)`;

/**
 * Changes the deliveries of one message, one change at a time: two that fail at once both see whether the other has.
 * What a failure leads to is in the same transaction, so that no death between the two forgets the message.
 */
export async function changing<T>(
  pool: Pool,
  messageId: string,
  change: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query({ name: 'lock', text: lockMessage, values: [messageId] });
    const result = await change(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // Closing the connection takes everything back, also where it can no longer be asked to.
    client.release(true);
    throw error;
  }
}

/** Where nothing may arrive any more: what waits next begins, or the message counts as unreached. */
export async function fallBack(client: PoolClient, messageId: string, at: Date): Promise<void> {
  await client.query({ name: 'release', text: releaseNext, values: [messageId, at] });
  await client.query({ name: 'markUnreached', text: markUnreached, values: [messageId, at] });
}

/** It has arrived: nobody needs to take it up. */
export async function arrived(client: PoolClient, messageId: string): Promise<void> {
  await client.query({
    name: 'arrived',
    text: `UPDATE "Message" SET "unreachedSince" = NULL WHERE "id" = $1`,
    values: [messageId],
  });
}

const lockMessage = `SELECT 1 FROM "Message" WHERE "id" = $1 FOR UPDATE`;

const releaseNext = `
  UPDATE "Delivery" SET
    "state" = CASE "channel" WHEN 'slip' THEN 'sent' ELSE 'pending' END,
    "nextAttemptAt" = CASE "channel" WHEN 'slip' THEN NULL ELSE $2::timestamptz END
  WHERE "messageId" = $1 AND "state" = 'waiting'
    AND "rank" = (SELECT min("rank") FROM "Delivery" WHERE "messageId" = $1 AND "state" = 'waiting')
    AND NOT EXISTS (SELECT FROM "Delivery" WHERE "messageId" = $1 AND ${mayArrive})`;

const markUnreached = `
  UPDATE "Message" SET "unreachedSince" = $2
  WHERE "id" = $1 AND "required" AND "settledAs" IS NULL AND "unreachedSince" IS NULL
    AND NOT EXISTS (SELECT FROM "Delivery" WHERE "messageId" = $1 AND ("state" = 'waiting' OR ${mayArrive}))`;
