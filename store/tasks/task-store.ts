import { DomainError } from '../../domain/errors.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

export interface TaskStore {
  /** Who holds a task now; null = nobody. @throws DomainError NOT_FOUND */
  holderOf(taskId: string): Promise<string | null>;
}

export function createTaskStore(prisma: PrismaClient): TaskStore {
  return {
    async holderOf(id) {
      const task = await prisma.task.findUnique({ where: { id }, select: { assignee: true } });
      if (task) return task.assignee;
      throw new DomainError('NOT_FOUND', `There is no task ${id}.`, { params: { task: id } });
    },
  };
}
