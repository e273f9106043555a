import type { Reason } from '../../domain/eligibility/verdict.ts';
import { notFound } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

export interface TaskStore {
  /** Who holds a task now; null = nobody. @throws DomainError NOT_FOUND */
  holderOf(taskId: string): Promise<string | null>;
  /** The points that whoever answers it has before them. @throws DomainError NOT_FOUND */
  openOf(taskId: string): Promise<readonly Reason[]>;
}

export function createTaskStore(prisma: PrismaClient): TaskStore {
  return {
    async holderOf(id) {
      const task = await prisma.task.findUnique({ where: { id }, select: { assignee: true } });
      if (task) return task.assignee;
      throw notFound('task', id);
    },

    async openOf(id) {
      const task = await prisma.task.findUnique({ where: { id }, select: { open: true } });
      if (task) return task.open as unknown as readonly Reason[];
      throw notFound('task', id);
    },
  };
}
