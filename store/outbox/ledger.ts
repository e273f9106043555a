import type { CaseMessageKind } from '../../domain/case/case-message.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import { coded } from '../cases/coded.ts';
import type { CaseOpening } from '../cases/port.ts';
import { answerMessage, startRoundMessage, tellMessage, type OutboxMessage } from './message.ts';
import { createPrismaOutbox, inOutbox } from './outbox.ts';
import { outboxMessages } from './outbox-messages.ts';
import { startMessage, startOf } from './start-message.ts';

export interface UndecidedCase extends CaseOpening {
  readonly status: 'received' | 'open';
  /** An alarm about it is up. */
  readonly alarmed: boolean;
}

/** What the record says must be with Temporal. */
export interface Ledger {
  /** Cases received before then that are not decided, in the order of their ids. */
  undecided(before: Date, after: string | undefined, limit: number): Promise<readonly UndecidedCase[]>;
  /** Puts the message that starts the case as it is opened last into the outbox, unless it is there. */
  requeueStart(caseId: string, at: Date): Promise<void>;
  /** The same for answers and messages under way; returns how many were missing. */
  requeueUnderWay(at: Date): Promise<number>;
  /** Rounds opened before then that are not published. */
  roundsUnderWay(before: Date): Promise<readonly string[]>;
  /** Puts the message that starts the round's coordinator into the outbox, unless it is there. */
  requeueRound(roundId: string, at: Date): Promise<void>;
  /** Events that were set aside wait again. */
  retrySetAside(raisedBefore: Date, at: Date): Promise<number>;
}

/**
 * Rows that wait for Temporal, against the outbox. A row and its message are written by one statement and go by one, so
 * that a message that is missing is a fault, however young the row is.
 */
export function createPrismaLedger(prisma: PrismaClient): Ledger {
  const outbox = createPrismaOutbox(prisma);
  return {
    async undecided(before, after, limit) {
      const beyond = after ? Prisma.sql`AND "case"."id" > ${after}::uuid` : Prisma.empty;
      return prisma.$queryRaw<UndecidedCase[]>`
        SELECT "case"."id" AS "caseId", "opening", "status", alarm."id" IS NOT NULL AS "alarmed"
        FROM "ApplicationCase" AS "case"
        LEFT JOIN "Alarm" AS alarm
          ON alarm."id" = 'case:' || "case"."id" || '/' || "opening" AND alarm."clearedAt" IS NULL
        WHERE "status" IN ('received', 'open') AND coalesce("reopenedAt", "receivedAt") < ${before} ${beyond}
        ORDER BY "case"."id" LIMIT ${limit}`;
    },

    async requeueStart(caseId, at) {
      const entered = coded(
        await prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId }, include: { submission: true } }),
      );
      const start = await startOf(prisma, entered, entered.opening);
      await outbox.putMissing([startMessage(start, at)]);
    },

    async requeueUnderWay(at) {
      return outbox.putMissing([...(await answersMissing(at)), ...(await messagesMissing(at))]);
    },

    async roundsUnderWay(before) {
      const where = { state: { not: 'published' }, openedAt: { lt: before } };
      return (await prisma.batchRound.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } })).map(
        ({ id }) => id,
      );
    },

    async requeueRound(roundId, notBefore) {
      const { region } = await prisma.batchRound.findUniqueOrThrow({
        where: { id: roundId },
        select: { region: true },
      });
      await outbox.putMissing([startRoundMessage({ roundId, region }, notBefore)]);
    },

    async retrySetAside(raisedBefore, at) {
      return prisma.$executeRaw`
        INSERT INTO "Outbox" ("id", "kind", "payload", "notBefore")
        SELECT ${outboxMessages.registryEvent('')} || event."id", 'registryEvent',
          jsonb_build_object('personId', event."personId"), ${at}
        FROM "Alarm" JOIN "RegistryEvent" AS event ON "Alarm"."id" = 'registryEvent:' || event."id"
        WHERE "clearedAt" IS NULL AND "raisedAt" < ${raisedBefore} ON CONFLICT DO NOTHING`;
    },
  };

  async function answersMissing(notBefore: Date): Promise<OutboxMessage[]> {
    const tasks = await prisma.$queryRaw<
      { id: string; subjectId: string; workflowId: string; answerId: string; outcome: AnswerOutcome }[]
    >`
      SELECT "id", "subjectId", "workflowId", "updateId" AS "answerId", "answer" AS "outcome" FROM "Task"
      WHERE "state" = 'completing' AND NOT ${inOutbox(Prisma.sql`${outboxMessages.answerTask('')} || "Task"."id"`)}`;
    return tasks.map(({ id: taskId, subjectId, workflowId, answerId, outcome }) =>
      answerMessage(subjectId, { workflowId, message: { taskId, answerId, outcome } }, notBefore),
    );
  }

  /** Those that opened a case again went with its start. */
  async function messagesMissing(notBefore: Date): Promise<OutboxMessage[]> {
    const messages = await prisma.$queryRaw<
      { id: string; caseId: string; kind: CaseMessageKind; opening: number; taskId: string | null }[]
    >`
      SELECT message."id", message."caseId", message."kind", "opening", "taskId"
      FROM "CaseMessage" AS message JOIN "ApplicationCase" AS "case" ON "case"."id" = message."caseId"
      WHERE message."state" = 'sent' AND "case"."status" IN ('received', 'open')
        AND message."kind" IN ('supplied', 'withdrawn', 'takenBack', 'personDied', 'roundRuled', 'roundAsks')
        AND NOT ${inOutbox(Prisma.sql`${outboxMessages.tell('')} || message."id"`)}
        AND NOT EXISTS (SELECT FROM "AuditEntry" WHERE "subjectId" = message."caseId" AND "action" = 'reopened'
          AND "data" ->> 'messageId' = message."id"::text)`;
    return messages.map(({ id, caseId, kind, opening, taskId }) => {
      const workflowId = applicationWorkflowId(caseId, opening);
      const message = { id, kind, ...(taskId && { taskId }) };
      return tellMessage(caseId, { workflowId, message }, notBefore);
    });
  }
}
