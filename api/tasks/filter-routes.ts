import { z } from 'zod';
import { taskFilter } from '../../domain/tasks/task-filter.ts';
import type { SavedFilter } from '../../store/tasks/saved-filters.ts';
import type { SavedFilters } from './saved-filters.ts';
import { route } from '../http/route.ts';
import { properName } from '../../domain/written-text.ts';

const entry = z
  .strictObject({
    name: properName(80),
    sharedWith: z.string().nullable().default(null).describe('Region whose staff may use it; null = nobody else'),
    filter: taskFilter,
  })
  .meta({ id: 'SavedFilterEntry' });

const savedFilter = z
  .object({
    id: z.uuid(),
    owner: z.string(),
    name: z.string(),
    sharedWith: z.string().nullable(),
    filter: taskFilter,
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'SavedFilter' });

const params = z.object({ id: z.uuid() });

export function filterRoutes(filters: SavedFilters) {
  return [
    route({
      method: 'get',
      path: '/v1/filters',
      operationId: 'listFilters',
      summary: 'Filters of the task list: one’s own, and those shared with one’s regions',
      tags: ['filters'],
      access: 'saveFilter',
      discloses: 'nothing',
      replies: {
        200: { description: 'By name', schema: z.object({ items: z.array(savedFilter) }).meta({ id: 'SavedFilters' }) },
      },
      async handle({ caller }) {
        return { status: 200, body: { items: (await filters.list(caller)).map(filterView) } };
      },
    }),

    route({
      method: 'post',
      path: '/v1/filters',
      operationId: 'keepFilter',
      summary: 'Keep a filter',
      tags: ['filters'],
      access: 'saveFilter',
      discloses: 'nothing',
      body: entry,
      replies: { 201: { description: 'Kept', schema: savedFilter } },
      async handle({ body, caller }) {
        return { status: 201, body: filterView(await filters.create(body, caller)) };
      },
    }),

    route({
      method: 'put',
      path: '/v1/filters/{id}',
      operationId: 'replaceFilter',
      summary: 'Change a filter',
      tags: ['filters'],
      access: 'saveFilter',
      discloses: 'nothing',
      params,
      body: entry,
      replies: { 200: { description: 'Changed', schema: savedFilter } },
      async handle({ params: { id }, body, caller }) {
        return { status: 200, body: filterView(await filters.replace(id, body, caller)) };
      },
    }),

    route({
      method: 'delete',
      path: '/v1/filters/{id}',
      operationId: 'removeFilter',
      summary: 'Remove a filter',
      tags: ['filters'],
      access: 'saveFilter',
      discloses: 'nothing',
      params,
      replies: { 204: { description: 'Gone' } },
      async handle({ params: { id }, caller }) {
        await filters.remove(id, caller);
        return { status: 204 };
      },
    }),
  ];
}

function filterView({ id, owner, name, region, filter, updatedAt }: SavedFilter) {
  return { id, owner, name, sharedWith: region, filter: taskFilter.parse(filter), updatedAt: updatedAt.toISOString() };
}
