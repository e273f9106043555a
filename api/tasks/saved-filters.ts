import { randomUUID } from 'node:crypto';
import { permits, type Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { taskFilter, type TaskFilter } from '../../domain/tasks/task-filter.ts';
import type { Clock } from '../../platform/clock.ts';
import type { FilterContent, SavedFilter, SavedFilterStore } from '../../store/tasks/saved-filters.ts';

export interface FilterEntry {
  readonly name: string;
  /** Region whose staff may use it; null = its owner alone. */
  readonly sharedWith: string | null;
  readonly filter: TaskFilter;
}

export type SavedFilters = ReturnType<typeof createSavedFilters>;

/** Filters of the task list, kept for their owner or for everybody who works in a region. */
export function createSavedFilters({ filters, clock }: { filters: SavedFilterStore; clock: Clock }) {
  return {
    /** The caller's own and those shared with their regions, by name. */
    list({ subject, regions }: Caller): Promise<SavedFilter[]> {
      return filters.list(subject, regions === '*' ? undefined : regions);
    },

    /** @throws DomainError NOT_PERMITTED, STATE_CONFLICT where the owner has one of this name. */
    async create(entry: FilterEntry, caller: Caller): Promise<SavedFilter> {
      requireRegion(entry, caller);
      return filters.create(randomUUID(), caller.subject, contentOf(entry));
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT */
    async replace(id: string, entry: FilterEntry, caller: Caller): Promise<SavedFilter> {
      requireOwner(await find(id, caller), caller);
      requireRegion(entry, caller);
      return filters.replace(id, contentOf(entry));
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async remove(id: string, caller: Caller): Promise<void> {
      requireOwner(await find(id, caller), caller);
      await filters.remove(id);
    },

    /** What it asks for. @throws DomainError NOT_FOUND */
    async get(id: string, caller: Caller): Promise<TaskFilter> {
      return taskFilter.parse((await find(id, caller)).filter);
    },
  };

  /** Somebody else's own filter is not there. */
  async function find(id: string, caller: Caller): Promise<SavedFilter> {
    const row = await filters.find(id);
    if (row && (row.owner === caller.subject || (row.shared && worksIn(row.region, caller)))) return row;
    throw new DomainError('NOT_FOUND', `There is no filter ${id}.`, { params: { filter: id } });
  }

  function contentOf({ name, sharedWith, filter }: FilterEntry): FilterContent {
    return { name, region: sharedWith, filter, updatedAt: clock.now() };
  }
}

/** One's own, or as a supervisor what is shared with the region. */
function requireOwner({ owner, region }: SavedFilter, caller: Caller): void {
  if (owner === caller.subject || permits('manageStaff', caller, { region }).permitted) return;
  throw notYours(`The filter is ${owner}'s.`, 'notOwner');
}

function requireRegion({ sharedWith }: FilterEntry, caller: Caller): void {
  if (sharedWith !== null && !worksIn(sharedWith, caller))
    throw notYours(`You do not work in ${sharedWith}.`, 'outsideRegion');
}

function worksIn(region: string | null, { regions }: Caller): boolean {
  return region !== null && (regions === '*' || regions.includes(region));
}

function notYours(message: string, reason: string): DomainError {
  return new DomainError('NOT_PERMITTED', message, { params: { operation: 'saveFilter', reason } });
}
