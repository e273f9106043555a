import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { taskFilterQuery, type TaskFilter } from '../../domain/tasks/task-filter.ts';
import { pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import type { SavedFilters } from './saved-filters.ts';
import { route } from '../http/route.ts';
import { ofTask, ofTaskNotes } from './disclosed.ts';
import type { TaskNotes } from './notes.ts';
import type { TaskReads } from './reads.ts';
import { taskCount, taskDetail, taskEvent, taskNote, taskPage } from './shapes.ts';

interface Dependencies {
  reads: TaskReads;
  notes: TaskNotes;
  filters: SavedFilters;
}

const params = z.object({ id: z.uuid() });
const filterQuery = {
  ...taskFilterQuery,
  filter: z.uuid().optional().describe('A filter that is kept; what the query says besides goes before it'),
};

/** What is in the queues; the next thing to do, the inbox gives. */
export function taskRoutes({ reads, notes, filters }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/tasks',
      operationId: 'listTasks',
      summary: "The caller's queues: what is ready as it will be handed out, anything else earliest deadline first",
      tags: ['tasks'],
      access: 'listTasks',
      discloses: 'nothing',
      query: z.object({ ...filterQuery, ...pageQuery }),
      replies: { 200: { description: 'One page', schema: taskPage } },
      async handle({ query: { cursor, limit, filter, ...asked }, caller }) {
        return { status: 200, body: await reads.list(await filterOf(filter, asked, caller), caller, limit, cursor) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/tasks/count',
      operationId: 'countTasks',
      summary: 'How many the list has, exact to 10,000',
      tags: ['tasks'],
      access: 'listTasks',
      discloses: 'nothing',
      query: z.object(filterQuery),
      replies: { 200: { description: 'The count', schema: taskCount } },
      async handle({ query: { filter, ...asked }, caller }) {
        return { status: 200, body: await reads.count(await filterOf(filter, asked, caller), caller) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/tasks/{id}',
      operationId: 'getTask',
      summary: 'One task: what is open and why, and the form that answers it',
      tags: ['tasks'],
      access: 'listTasks',
      discloses: ofTask,
      params,
      headers: languageHeader,
      replies: { 200: { description: 'The task as it stands now', schema: taskDetail } },
      async handle({ params: { id }, headers, caller }) {
        return { status: 200, body: await reads.get(id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/tasks/{id}/notes',
      operationId: 'listTaskNotes',
      summary: 'Comments and papers that reviewers added, oldest first',
      tags: ['tasks'],
      access: 'listTasks',
      discloses: ofTaskNotes,
      params,
      replies: {
        200: { description: 'All of them', schema: z.object({ items: z.array(taskNote) }).meta({ id: 'TaskNotes' }) },
      },
      async handle({ params: { id }, caller }) {
        return { status: 200, body: { items: await notes.notes(id, caller) } };
      },
    }),

    route({
      method: 'get',
      path: '/v1/tasks/{id}/events',
      operationId: 'listTaskEvents',
      summary: 'What was done with the task, by whom and for whom, oldest first',
      tags: ['tasks'],
      access: 'listTasks',
      discloses: ofTaskNotes,
      params,
      replies: {
        200: { description: 'All of them', schema: z.object({ items: z.array(taskEvent) }).meta({ id: 'TaskEvents' }) },
      },
      async handle({ params: { id }, caller }) {
        return { status: 200, body: { items: await notes.events(id, caller) } };
      },
    }),
  ];

  async function filterOf(id: string | undefined, asked: TaskFilter, caller: Caller): Promise<TaskFilter> {
    return id === undefined ? asked : { ...(await filters.get(id, caller)), ...asked };
  }
}
