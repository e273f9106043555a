import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import type { SavedFilters } from './saved-filters.ts';
import { route } from '../http/route.ts';
import { taskFilterQuery, type TaskFilter } from './filter.ts';
import type { NextTask } from './next.ts';
import type { TaskNotes } from './notes.ts';
import type { TaskReads } from './reads.ts';
import { taskCount, taskDetail, taskEvent, taskNote, taskPage } from './shapes.ts';

interface Dependencies {
  reads: TaskReads;
  nextTask: NextTask;
  notes: TaskNotes;
  filters: SavedFilters;
}

const params = z.object({ id: z.uuid() });
const filterQuery = {
  ...taskFilterQuery,
  filter: z.uuid().optional().describe('A filter that is kept; what the query says besides goes before it'),
};
const wish = z
  .strictObject({ kind: z.enum(taskKindNames).optional(), region: z.string().optional() })
  .meta({ id: 'NextTaskWish' });

/** What is in the queues, and the next thing to do. */
export function taskRoutes({ reads, nextTask, notes, filters }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/tasks',
      operationId: 'listTasks',
      summary: "The caller's queues: what is ready as it will be handed out, anything else earliest deadline first",
      tags: ['tasks'],
      access: 'listTasks',
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
      query: z.object(filterQuery),
      replies: { 200: { description: 'The count', schema: taskCount } },
      async handle({ query: { filter, ...asked }, caller }) {
        return { status: 200, body: await reads.count(await filterOf(filter, asked, caller), caller) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/tasks/next',
      operationId: 'nextTask',
      summary: 'Claim the best task that waits for the caller',
      description:
        'By priority, then deadline, over all queues of the caller. Callers at the same time get different tasks.',
      tags: ['tasks'],
      access: 'claimTask',
      headers: languageHeader,
      body: wish,
      replies: {
        200: { description: 'The task, claimed', schema: taskDetail },
        204: { description: 'Nothing waits' },
      },
      async handle({ body, headers, caller }) {
        const task = await nextTask(body, caller);
        if (task === undefined) return { status: 204 };
        return { status: 200, body: await reads.shown(task, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/tasks/{id}',
      operationId: 'getTask',
      summary: 'One task: what is open and why, and the form that answers it',
      tags: ['tasks'],
      access: 'listTasks',
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
