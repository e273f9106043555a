import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';

export interface Alarms {
  /** Once; raised again when it was over. */
  raise(alarm: {
    readonly id: string;
    readonly subjectId?: string;
    readonly problem: string;
    readonly params: object;
    readonly at: Date;
  }): Promise<void>;
  clear(id: string, at: Date): Promise<void>;
}

export function createPrismaAlarms(prisma: PrismaClient): Alarms {
  return {
    async raise({ id, subjectId = null, problem, params, at }) {
      const raised = {
        subjectId,
        problem,
        params: params as Prisma.InputJsonObject,
        raisedAt: at,
        clearedAt: null,
      };
      await prisma.alarm.upsert({ where: { id }, create: { id, ...raised }, update: raised });
    },

    async clear(id, at) {
      await prisma.alarm.updateMany({ where: { id, clearedAt: null }, data: { clearedAt: at } });
    },
  };
}
