import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { insertAfter, insertInto } from '../one-statement.ts';
import type { OutboxKind, OutboxMessage } from './message.ts';
import type { Write } from '../subjects/effects.ts';
import { outboxMessages } from './outbox-messages.ts';

/** A message that this process has leased. */
export interface LeasedMessage {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  /** This one included. */
  readonly attempts: number;
}

export type Outbox = ReturnType<typeof createPrismaOutbox>;

/** What the calls and effects that wrote it could not send themselves. */
export function createPrismaOutbox(prisma: PrismaClient) {
  return {
    /**
     * Leases those of these kinds that are due, the longest waiting first. Each lease is twice as long as the one
     * before, a minute at most: it is the pause before the next attempt as well.
     */
    takeDue(kinds: readonly OutboxKind[], limit: number, now: Date): Promise<LeasedMessage[]> {
      return prisma.$queryRaw<LeasedMessage[]>`
        UPDATE "Outbox" SET "attempts" = "attempts" + 1,
          "notBefore" = ${now}::timestamptz + make_interval(secs => LEAST(60, 2 ^ LEAST("attempts" + 1, 6)))
        WHERE "id" IN (
          SELECT "id" FROM "Outbox" WHERE "notBefore" <= ${now} AND "kind" = ANY(${[...kinds]})
          ORDER BY "notBefore" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING "id", "kind", "payload", "attempts"`;
    },

    async noteFailure(id: string, lastError: string): Promise<void> {
      await prisma.outbox.updateMany({ where: { id }, data: { lastError } });
    },

    /** Lazy like every call of Prisma's, so that it may go into a transaction. */
    remove: (id: string) => prisma.outbox.deleteMany({ where: { id } }),

    /** The answer to a task that the workflow has taken. */
    async removeAnswer(answer: AnswerGiven): Promise<void> {
      await prisma.$executeRaw(answerOutOfOutbox(answer));
    },

    count: (): Promise<number> => prisma.outbox.count(),

    /** A message that is there already stays as it is. Answers how many are new. */
    async putMissing(messages: readonly OutboxMessage[]): Promise<number> {
      if (messages.length === 0) return 0;
      return (await prisma.outbox.createMany({ data: [...messages], skipDuplicates: true })).count;
    },

    /**
     * Whether the record has the effect of another message about the subject that Temporal has not acknowledged: a
     * Temporal that died within the workflow task may have forgotten it. Until it is sent again the workflow refuses
     * what comes after it, as papers for a request that it does not remember; such a refusal is none yet.
     */
    async isRecordAhead(id: string): Promise<boolean> {
      const [answer] = await prisma.$queryRaw<[{ ahead: boolean }]>`
        SELECT EXISTS (
          SELECT FROM "Outbox" AS own
          JOIN "Outbox" AS other ON other."subjectId" = own."subjectId" AND other."id" <> own."id"
          WHERE own."id" = ${id} AND (
            EXISTS (SELECT FROM "Task" WHERE other."id" = ${outboxMessages.answerTask('')} || "Task"."id"
              AND "Task"."subjectId" = own."subjectId" AND "state" = 'completed')
            OR EXISTS (SELECT FROM "CaseMessage" AS message
              WHERE other."id" = ${outboxMessages.tell('')} || message."id"
              AND message."caseId" = own."subjectId" AND message."state" = 'taken'))) AS "ahead"`;
      return answer.ahead;
    },
  };
}

/** In the statement that writes what the messages tell of. */
export function intoOutbox(...messages: readonly OutboxMessage[]): Prisma.Sql {
  return insertInto('Outbox', messages);
}

/** Messages that need not be sent again: Temporal has the run that they asked for. */
export function takeFromOutbox(messageId: string): Write {
  return { rows: () => [Prisma.sql`DELETE FROM "Outbox" WHERE "id" = ${messageId}`] };
}

/** One message, if another write of the same statement, by its name, has returned a row. */
export function intoOutboxAfter(write: string, message: OutboxMessage): Prisma.Sql {
  return insertAfter(write, 'Outbox', message);
}

/**
 * The answer goes with the workflow's own word: what its effects wrote may be ahead of Temporal, which forgets an
 * Update whose workflow task it did not see to the end. A later answer to the same task stays.
 */
export function answerOutOfOutbox({ taskId, answerId }: Pick<AnswerGiven, 'taskId' | 'answerId'>): Prisma.Sql {
  return Prisma.sql`DELETE FROM "Outbox"
    WHERE "id" = ${outboxMessages.answerTask(taskId)} AND "payload" -> 'message' ->> 'answerId' = ${answerId}`;
}

/** A message to each case that another write of the same statement, by its name, has returned. */
export function tellsIntoOutboxAfter(write: string, message: Prisma.Sql, notBefore: Date): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "Outbox" ("id", "kind", "subjectId", "payload", "notBefore")
    SELECT ${outboxMessages.tell('')} || "messageId", 'tell', "caseId",
      jsonb_build_object('workflowId', "workflowId", 'message', ${message}), ${notBefore}
    FROM ${Prisma.raw(write)} ON CONFLICT DO NOTHING`;
}

/** Whether the message with this id, an expression, is there. */
export function inOutbox(id: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "Outbox" WHERE "Outbox"."id" = ${id})`;
}
