import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { followNobodyLeft } from '../tasks/nobody-left.ts';
import { insertInto } from '../one-statement.ts';

export interface NewAlarm {
  readonly id: string;
  readonly subjectId?: string;
  readonly problem: string;
  readonly params: object;
  readonly at: Date;
}

export interface Alarms {
  /** Once; raised again when it was over. */
  raise(alarm: NewAlarm): Promise<void>;
  clear(id: string, at: Date): Promise<void>;
  /** Those about cases that have come to their end since, and about tasks that wait with nobody left for them. */
  clearOver(at: Date): Promise<void>;
}

export function createPrismaAlarms(prisma: PrismaClient): Alarms {
  return {
    async raise(alarm) {
      await prisma.$executeRaw(alarmRaised(alarm));
    },

    async clear(id, at) {
      await prisma.$executeRaw(alarmCleared(id, at));
    },

    async clearOver(at) {
      await followNobodyLeft(prisma, at);
      await prisma.$executeRaw`
        UPDATE "Alarm" SET "clearedAt" = ${at} WHERE "clearedAt" IS NULL AND "subjectId" IS NOT NULL AND NOT EXISTS (
          SELECT FROM "ApplicationCase" AS "case" WHERE "case"."id" = "Alarm"."subjectId" AND CASE
            WHEN "Alarm"."id" LIKE 'renewal:%' THEN "outcome" = 'approved' AND "holdsPlace"
            ELSE "status" IN ('received', 'open') AND "Alarm"."id" = 'case:' || "case"."id" || '/' || "opening" END)`;
    },
  };
}

export function alarmRaised({ id, subjectId, problem, params, at }: NewAlarm): Prisma.Sql {
  const row = { id, subjectId: subjectId ?? null, problem, params: params as Prisma.InputJsonObject, raisedAt: at };
  return Prisma.sql`${insertInto('Alarm', [row])} ON CONFLICT ("id") DO UPDATE SET "subjectId" = excluded."subjectId",
    "problem" = excluded."problem", "params" = excluded."params", "raisedAt" = excluded."raisedAt", "clearedAt" = NULL`;
}

export function alarmCleared(id: string, at: Date): Prisma.Sql {
  return Prisma.sql`UPDATE "Alarm" SET "clearedAt" = ${at}::timestamptz WHERE "id" = ${id} AND "clearedAt" IS NULL`;
}
