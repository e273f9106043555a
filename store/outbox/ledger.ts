import { withoutNotes, type Answer } from '../../domain/tasks/answers.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { coded } from '../cases/coded.ts';
import { outboxMessages } from './outbox-messages.ts';
import { startMessage, startOf, type OpenedBecause } from './start-message.ts';
import type { Ledger, UndecidedCase } from '../upkeep-port.ts';

/**
 * Rows that wait for Temporal, against the outbox. A row and its message are written by one statement and go by one, so
 * that a message that is missing is a fault, however young the row is.
 */
export function createPrismaLedger(prisma: PrismaClient, sealer: Sealer): Ledger {
  return {
    async undecided(before, after, limit) {
      const beyond = after ? Prisma.sql`AND "case"."id" > ${after}::uuid` : Prisma.empty;
      return prisma.$queryRaw<UndecidedCase[]>`
        SELECT "case"."id" AS "caseId", "opening", "status", alarm."id" IS NOT NULL AS "alarmed"
        FROM "ApplicationCase" AS "case"
        LEFT JOIN "Alarm" AS alarm ON alarm."id" = 'case:' || "case"."id" || '/' || "opening" AND alarm."clearedAt" IS NULL
        WHERE "status" IN ('received', 'open') AND coalesce("reopenedAt", "receivedAt") < ${before} ${beyond}
        ORDER BY "case"."id" LIMIT ${limit}`;
    },

    async requeueStart(caseId, at) {
      const found = coded(
        await prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId }, include: { submission: true } }),
      );
      const start = await startOf(prisma, found, await openedBecause(caseId, found.opening));
      await prisma.outbox.createMany({ data: [startMessage(start, at)], skipDuplicates: true });
    },

    async requeueUnderWay(at) {
      const data = [...(await answersMissing(at)), ...(await messagesMissing(at))];
      if (data.length === 0) return 0;
      return (await prisma.outbox.createMany({ data, skipDuplicates: true })).count;
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
      const message = {
        id: outboxMessages.startRound(roundId),
        kind: 'startRound',
        payload: { roundId, region },
        notBefore,
      };
      await prisma.outbox.createMany({ data: [message], skipDuplicates: true });
    },

    async retrySetAside(raisedBefore, at) {
      return prisma.$executeRaw`
        INSERT INTO "Outbox" ("id", "kind", "payload", "notBefore")
        SELECT ${outboxMessages.registryEvent('')} || event."id", 'registryEvent', jsonb_build_object('personId', event."personId"), ${at}
        FROM "Alarm" JOIN "RegistryEvent" AS event ON "Alarm"."id" = 'registryEvent:' || event."id"
        WHERE "clearedAt" IS NULL AND "raisedAt" < ${raisedBefore} ON CONFLICT DO NOTHING`;
    },

    async clearAlarmsOver(at) {
      await prisma.$executeRaw`
        UPDATE "Alarm" SET "clearedAt" = ${at} WHERE "clearedAt" IS NULL AND "subjectId" IS NOT NULL AND NOT EXISTS (
          SELECT FROM "ApplicationCase" AS "case" WHERE "case"."id" = "Alarm"."subjectId" AND CASE WHEN "Alarm"."id" LIKE 'renewal:%'
            THEN "outcome" = 'approved' AND "holdsPlace"
            ELSE "status" IN ('received', 'open') AND "Alarm"."id" = 'case:' || "case"."id" || '/' || "opening" END)`;
    },
  };

  /** What opened a case again stands in its audit chain. */
  async function openedBecause(caseId: string, ordinal: number): Promise<OpenedBecause> {
    if (ordinal === 0) return { ordinal, because: 'submitted' };
    const where = { subjectId_effect: { subjectId: caseId, effect: `reopen:${ordinal}` } };
    const { data } = await prisma.auditEntry.findUniqueOrThrow({ where });
    return { ordinal, ...(data as unknown as Omit<OpenedBecause, 'ordinal'>) };
  }

  async function answersMissing(notBefore: Date): Promise<Prisma.OutboxCreateManyInput[]> {
    const tasks = await prisma.$queryRaw<
      { id: string; subjectId: string; workflowId: string; updateId: string; resultSealed: Uint8Array }[]
    >`
      SELECT "id", "subjectId", "workflowId", "updateId", "resultSealed" FROM "Task" WHERE "state" = 'completing'
        AND NOT EXISTS (SELECT FROM "Outbox" WHERE "Outbox"."id" = ${outboxMessages.answerTask('')} || "Task"."id")`;
    return tasks.map(({ id, subjectId, workflowId, updateId, resultSealed }) => {
      const { by, ...answer } = sealer.open(resultSealed) as Answer & { by: object };
      const payload = { workflowId, updateId, message: { ...withoutNotes(answer), taskId: id, by } };
      return {
        id: outboxMessages.answerTask(id),
        kind: 'answerTask',
        subjectId,
        payload: payload as unknown as Prisma.InputJsonObject,
        notBefore,
      };
    });
  }

  /**
   * Those that opened a case again went with its start; what takes a task back names the task, which only its call
   * knew.
   */
  async function messagesMissing(notBefore: Date): Promise<Prisma.OutboxCreateManyInput[]> {
    const messages = await prisma.$queryRaw<
      { id: string; caseId: string; kind: string; sentBy: string; opening: number; round: string | null }[]
    >`
      SELECT message."id", message."caseId", message."kind", "sentBy", "opening",
        (SELECT "roundId" FROM "RoundMember" WHERE "RoundMember"."caseId" = message."caseId" AND "messageId" = message."id") AS "round"
      FROM "CaseMessage" AS message JOIN "ApplicationCase" AS "case" ON "case"."id" = message."caseId"
      WHERE message."state" = 'sent' AND message."kind" IN ('supplied', 'withdrawn', 'personDied', 'roundRuled', 'roundAsks') AND "case"."status" IN ('received', 'open')
        AND NOT EXISTS (SELECT FROM "Outbox" WHERE "Outbox"."id" = ${outboxMessages.tell('')} || message."id")
        AND NOT EXISTS (SELECT FROM "AuditEntry" WHERE "subjectId" = message."caseId" AND "action" = 'reopened'
          AND "data" ->> 'messageId' = message."id"::text)`;
    return messages.map(({ id, caseId, kind, sentBy, opening, round }) => {
      const workflowId = opening === 0 ? `application/${caseId}` : `application/${caseId}/${opening}`;
      const payload = { workflowId, message: { id, kind, by: sentBy, ...(round && { round }) } };
      return { id: outboxMessages.tell(id), kind: 'tell', subjectId: caseId, payload, notBefore };
    });
  }
}
