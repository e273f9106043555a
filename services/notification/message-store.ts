import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/notification/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { fingerprint } from '../../platform/fingerprint.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { AttemptOutcome, Channel, DeliveryState, MessageRequest } from './contract.ts';

export type MessageStore = ReturnType<typeof createMessageStore>;

export interface Acceptance {
  /** Whether this call did it. */
  fresh: boolean;
  messageId: string;
  acceptedAt: Date;
  deliveries: { channel: Channel; state: DeliveryState }[];
}

export function createMessageStore({ prisma, pool }: Database<PrismaClient>, { seal, open }: Sealer, clock: Clock) {
  /**
   * Idempotent under `key`. One statement, for every decision waits for it: of two calls at once the second waits for
   * the first's row, inserts nothing, and reads what is there.
   */
  async function accept(key: string, request: MessageRequest): Promise<Acceptance> {
    const messageId = randomUUID();
    const acceptedAt = clock.now();
    const channels = Object.keys(request.channels);
    const values = [messageId, key, request.caseRef, request.template, seal(request), acceptedAt, channels];
    const { rows: deliveries } = await pool.query({ name: 'accept', text: acceptOnce, values });
    return deliveries.length > 0 ? { fresh: true, messageId, acceptedAt, deliveries } : repeated(key, request);
  }

  async function repeated(key: string, request: MessageRequest): Promise<Acceptance> {
    const message = await get(key);
    if (fingerprint(message.body) !== fingerprint(request)) {
      throw new DomainError('IDEMPOTENCY_CONFLICT', `Another message came under the key ${key}.`, { params: { key } });
    }
    return { fresh: false, ...message };
  }

  async function get(key: string) {
    const row = await prisma.message.findUnique({ where: { key }, include: withDeliveries });
    if (!row) throw new DomainError('NOT_FOUND', `No message was accepted under the key ${key}.`);
    return messageOf(row);
  }

  async function ofCase(caseRef: string) {
    const orderBy = { acceptedAt: 'asc' } as const;
    return (await prisma.message.findMany({ where: { caseRef }, include: withDeliveries, orderBy })).map(messageOf);
  }

  /** The newest messages that carry a slip. */
  async function withSlips(limit: number) {
    const where = { deliveries: { some: { channel: 'slip' } } };
    const orderBy = { acceptedAt: 'desc' } as const;
    return (await prisma.message.findMany({ where, include: withDeliveries, orderBy, take: limit })).map(messageOf);
  }

  /** The request whose slip is to be printed. */
  async function slipOf(messageId: string) {
    const row = await prisma.message.findUnique({ where: { id: messageId } });
    const body = row && (open(row.bodySealed) as MessageRequest);
    if (!body?.channels.slip) throw new DomainError('NOT_FOUND', `There is no slip of a message ${messageId}.`);
    return { slip: body.channels.slip, recipient: body.recipient, language: body.language };
  }

  function messageOf(row: Row) {
    const { id: messageId, key, caseRef, template, acceptedAt } = row;
    const deliveries = row.deliveries.map(({ channel, state, attemptLog }) => ({
      channel: channel as Channel,
      state: state as DeliveryState,
      attempts: attemptLog.map(({ number, beganAt, outcome, detail }) => ({
        number,
        beganAt,
        outcome: outcome as AttemptOutcome | null,
        detail,
      })),
    }));
    return { messageId, key, caseRef, template, acceptedAt, deliveries, body: open(row.bodySealed) as MessageRequest };
  }

  return { accept, get, ofCase, withSlips, slipOf };
}

// A slip needs no provider: it is there to be printed.
const acceptOnce = `
  WITH accepted AS (
    INSERT INTO "Message" ("id", "key", "caseRef", "template", "bodySealed", "acceptedAt")
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT ("key") DO NOTHING
    RETURNING "id"
  )
  INSERT INTO "Delivery" ("messageId", "channel", "state", "nextAttemptAt")
  SELECT "id", channel,
    CASE channel WHEN 'slip' THEN 'sent' ELSE 'pending' END,
    CASE channel WHEN 'slip' THEN NULL ELSE $6::timestamptz END
  FROM accepted, unnest($7::text[]) AS channel
  RETURNING "channel", "state"`;

const withDeliveries = {
  deliveries: { include: { attemptLog: { orderBy: { number: 'asc' } } }, orderBy: { channel: 'asc' } },
} as const satisfies Prisma.MessageInclude;

type Row = Prisma.MessageGetPayload<{ include: typeof withDeliveries }>;
