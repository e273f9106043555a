import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
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
}

export function createPrismaAlarms(prisma: PrismaClient): Alarms {
  return {
    async raise(alarm) {
      await prisma.$executeRaw(alarmRaised(alarm));
    },

    async clear(id, at) {
      await prisma.$executeRaw(alarmCleared(id, at));
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
