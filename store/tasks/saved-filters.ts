import { DomainError } from '../../domain/errors.ts';
import type { TaskFilter } from '../../domain/tasks/task-filter.ts';
import type { Prisma, PrismaClient, SavedFilter } from '../../generated/engine/client.ts';
import { isUniqueViolation } from '../rows.ts';

/** @param region whose staff may use it; null = its owner alone. */
export interface FilterContent {
  readonly name: string;
  readonly region: string | null;
  readonly filter: TaskFilter;
  readonly updatedAt: Date;
}

export type SavedFilterStore = ReturnType<typeof createSavedFilterStore>;

/** Filters of the task list that are kept, of which an owner has one a name. */
export function createSavedFilterStore(prisma: PrismaClient) {
  return {
    find: (id: string): Promise<SavedFilter | null> => prisma.savedFilter.findUnique({ where: { id } }),

    /** Those of the owner and those shared with the regions, by name. @param regions undefined = all. */
    list(owner: string, regions: readonly string[] | undefined): Promise<SavedFilter[]> {
      const shared = { shared: true, ...(regions && { region: { in: [...regions] } }) };
      return prisma.savedFilter.findMany({
        where: { OR: [{ owner }, shared] },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
      });
    },

    /** @throws DomainError STATE_CONFLICT where the owner has one of this name. */
    create(id: string, owner: string, content: FilterContent): Promise<SavedFilter> {
      return named(content, prisma.savedFilter.create({ data: { id, owner, ...columns(content) } }));
    },

    /** @throws DomainError STATE_CONFLICT where the owner has another of this name. */
    replace(id: string, content: FilterContent): Promise<SavedFilter> {
      return named(content, prisma.savedFilter.update({ where: { id }, data: columns(content) }));
    },

    async remove(id: string): Promise<void> {
      await prisma.savedFilter.deleteMany({ where: { id } });
    },
  };
}

export type { SavedFilter };

function columns({ name, region, filter, updatedAt }: FilterContent) {
  return { name, shared: region !== null, region, filter: filter as Prisma.InputJsonObject, updatedAt };
}

async function named<T>({ name }: FilterContent, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    if (!isUniqueViolation(error, 'owner', 'name')) throw error;
    throw new DomainError('STATE_CONFLICT', `You have a filter named ${name} already.`, {
      params: { name, state: 'kept' },
    });
  }
}
