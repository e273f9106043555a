import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/notification/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { fingerprint } from '../../platform/fingerprint.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { AttemptOutcome, Channel, DeliveryState, MessageRequest } from './contract/messages.ts';
import type { Settled } from './contract/unreached.ts';
import { newVerificationCode } from './verification-code.ts';

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
    const { caseRef, template, required, recipient, channels, fallback } = request;
    const comesByItself = Boolean(channels.sms ?? channels.email);
    const values = [
      ...[
        messageId,
        key,
        caseRef,
        template,
        recipient.role,
        required,
        seal(request),
        acceptedAt,
        newVerificationCode(),
      ],
      ...[
        required && !comesByItself ? acceptedAt : null,
        Object.keys(channels),
        comesByItself ? fallback : [],
        recipient.ref,
      ],
    ];
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

  /** The newest messages that carry a slip or are there to be read. */
  async function newestToRead(limit: number) {
    const where = { deliveries: { some: { channel: { in: ['slip', 'inApp'] } } } };
    const orderBy = { acceptedAt: 'desc' } as const;
    return (await prisma.message.findMany({ where, include: withDeliveries, orderBy, take: limit })).map(messageOf);
  }

  /** The message whose slip is to be printed. */
  async function slipOf(messageId: string) {
    const row = await prisma.message.findUnique({ where: { id: messageId } });
    const printable = row && withSlip(row);
    if (!printable) throw new DomainError('NOT_FOUND', `There is no slip of a message ${messageId}.`);
    return printable;
  }

  /** The message on whose slip this code stands. */
  async function findByCode(code: string) {
    const row = await prisma.message.findUnique({ where: { code } });
    return row ? withSlip(row) : undefined;
  }

  function withSlip({ bodySealed, acceptedAt, code }: { bodySealed: Uint8Array; acceptedAt: Date; code: string }) {
    const {
      channels: { slip },
      recipient,
      language,
    } = open(bodySealed) as MessageRequest;
    // One that was accepted before offices stood above their letters has its own as the sender.
    return (
      slip && { slip: { ...slip, office: slip.office ?? slip.body.at(-1)! }, recipient, language, acceptedAt, code }
    );
  }

  /** Those that a rule demands and no channel could bring, the longest waiting first. */
  async function unreached(limit: number, after?: Place) {
    const { rows } = await pool.query<UnreachedRow>({
      name: 'unreached',
      text: listUnreached,
      values: [after?.since ?? new Date(0), after?.id ?? noMessage, limit],
    });
    return rows;
  }

  async function countUnreached(): Promise<number> {
    return prisma.message.count({ where: { unreachedSince: { not: null } } });
  }

  /** Once: what a person made of it stands. A slip that was handed over has arrived. */
  async function settle(key: string, as: Settled, at: Date) {
    await pool.query({ name: 'settle', text: settleOnce, values: [key, as, at] });
    const message = await get(key);
    if (message.settled?.as === as) return message;
    throw new DomainError('STATE_CONFLICT', `The message was settled as ${message.settled!.as}.`, {
      params: { key, state: message.settled!.as },
    });
  }

  function messageOf(row: Row) {
    const { id: messageId, key, caseRef, template, required, acceptedAt, unreachedSince, settledAs, settledAt } = row;
    const deliveries = row.deliveries.map(({ channel, state, reportedAt, attemptLog }) => ({
      channel: channel as Channel,
      state: state as DeliveryState,
      reportedAt,
      attempts: attemptLog.map(({ number, beganAt, outcome, detail }) => ({
        number,
        beganAt,
        outcome: outcome as AttemptOutcome | null,
        detail,
      })),
    }));
    const settled = settledAs && settledAt ? { as: settledAs as Settled, at: settledAt } : null;
    const body = open(row.bodySealed) as MessageRequest;
    return { messageId, key, caseRef, template, required, acceptedAt, unreachedSince, settled, deliveries, body };
  }

  return { accept, get, ofCase, newestToRead, slipOf, findByCode, unreached, countUnreached, settle };
}

/** Where a page of unreached messages ended. */
export interface Place {
  since: Date;
  id: string;
}

interface UnreachedRow {
  messageId: string;
  key: string;
  caseRef: string;
  template: string;
  role: 'patient' | 'agent';
  unreachedSince: Date;
}

const noMessage = '00000000-0000-0000-0000-000000000000';

// A slip needs no provider: it is there to be printed, and an in-app message to be read. Of SMS and e-mail the one that
// the recipient did not choose waits for the other to fail, and a fallback waits for both.
const acceptOnce = `
  WITH accepted AS (
    INSERT INTO "Message"
      ("id", "key", "caseRef", "template", "role", "required", "bodySealed", "acceptedAt", "code", "unreachedSince")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT ("key") DO NOTHING
    RETURNING "id"
  ), chosen AS (
    SELECT "channel" FROM "Preference" WHERE "recipientRef" = $13 AND "channel" = ANY($11::text[])
  ), ranked AS (
    SELECT channel, CASE
      WHEN channel = ANY($12::text[]) THEN 2
      WHEN channel IN ('sms', 'email') AND EXISTS (SELECT FROM chosen WHERE chosen."channel" <> ranked.channel) THEN 1
      ELSE 0
    END AS rank
    FROM unnest($11::text[]) AS ranked (channel)
  )
  INSERT INTO "Delivery" ("messageId", "channel", "rank", "state", "nextAttemptAt")
  SELECT "id", channel, rank,
    CASE WHEN rank > 0 THEN 'waiting' WHEN channel IN ('slip', 'inApp') THEN 'sent' ELSE 'pending' END,
    CASE WHEN rank = 0 AND channel IN ('sms', 'email') THEN $8::timestamptz END
  FROM accepted, ranked
  RETURNING "channel", "state"`;

const listUnreached = `
  SELECT "id" AS "messageId", "key", "caseRef", "template", "role", "unreachedSince" FROM "Message"
  WHERE ("unreachedSince", "id") > ($1::timestamptz, $2::uuid)
  ORDER BY "unreachedSince", "id" LIMIT $3`;

const settleOnce = `
  WITH settled AS (
    UPDATE "Message" SET "settledAs" = $2, "settledAt" = $3, "unreachedSince" = NULL
    WHERE "key" = $1 AND "settledAs" IS NULL
    RETURNING "id"
  )
  UPDATE "Delivery" SET "state" = 'delivered', "reportedAt" = $3
  FROM settled WHERE "messageId" = settled."id" AND "channel" = 'slip' AND $2 = 'handedOver'`;

const withDeliveries = {
  deliveries: { include: { attemptLog: { orderBy: { number: 'asc' } } }, orderBy: { channel: 'asc' } },
} as const satisfies Prisma.MessageInclude;

type Row = Prisma.MessageGetPayload<{ include: typeof withDeliveries }>;
