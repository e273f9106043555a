import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { Alarms } from '../upkeep-port.ts';

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
