import { z } from 'zod';
import type { OfficerDecision } from '../../domain/case/decision.ts';
import { officerDecisionSchema } from '../../domain/case/decision-form.ts';
import { taskStates } from '../../records/coded.ts';
import { decodeCursor, pageQuery } from '../cursor.ts';
import { route, languageHeader } from '../route.ts';
import type { TaskDesk } from '../tasks/desk.ts';
import type { TaskReads } from '../tasks/reads.ts';
import { taskDetail, taskSummary } from '../tasks/shapes.ts';

interface Dependencies {
  desk: TaskDesk;
  reads: TaskReads;
}

const params = z.object({ id: z.uuid() });
const seen = z.strictObject({ version: z.int().min(0).describe('Version of the task that the caller saw') }).meta({ id: 'TaskVersion' });
const completion = z
  .strictObject({ version: z.int().min(0), decision: officerDecisionSchema })
  .meta({ id: 'TaskCompletion' });

export function taskRoutes({ desk, reads }: Dependencies) {
  const oneTask = { description: 'The task as it stands now', schema: taskDetail };
  return [
    route({
      method: 'get',
      path: '/v1/tasks',
      operationId: 'listTasks',
      summary: "The caller's queue, earliest deadline first",
      tags: ['tasks'],
      access: 'listTasks',
      query: z.object({
        region: z.string().optional(),
        applicationId: z.uuid().optional(),
        state: z.enum(taskStates).optional(),
        mine: z.stringbool().optional().describe('Only tasks that the caller holds'),
        ...pageQuery,
      }),
      replies: {
        200: {
          description: 'One page',
          schema: z.object({ items: z.array(taskSummary), next: z.string().nullable() }).meta({ id: 'TaskPage' }),
        },
      },
      async handle({ query: { cursor, limit, ...filter }, caller }) {
        return { status: 200, body: await reads.list(filter, caller, limit, cursor ? decodeCursor(cursor) : undefined) };
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
      replies: { 200: oneTask },
      async handle({ params: { id }, headers, caller }) {
        return { status: 200, body: await reads.get(id, caller, headers['accept-language']) };
      },
    }),

    onTheRow('claim', 'claimTask', 'Take the task 签收'),
    onTheRow('release', 'releaseTask', 'Give the task back to the queue 退签'),

    route({
      method: 'post',
      path: '/v1/tasks/{id}/completion',
      operationId: 'completeTask',
      summary: 'Decide 办结; a refusal gives reasons with clauses',
      tags: ['tasks'],
      access: 'completeTask',
      params,
      headers: languageHeader,
      body: completion,
      replies: {
        200: { description: 'The decision stands', schema: taskDetail },
        202: { description: 'Stored; the case takes it as soon as it can', schema: taskDetail },
      },
      async handle({ params: { id }, body: { version, decision }, headers, caller }) {
        const taken = await desk.complete(id, version, decision as OfficerDecision, caller);
        const task = await reads.get(id, caller, headers['accept-language']);
        return { status: taken ? 200 : 202, body: task };
      },
    }),
  ];

  /** A verb that touches the task's row alone. */
  function onTheRow(verb: 'claim' | 'release', operation: 'claimTask' | 'releaseTask', summary: string) {
    return route({
      method: 'post',
      path: `/v1/tasks/{id}/${verb}`,
      operationId: operation,
      summary,
      tags: ['tasks'],
      access: operation,
      params,
      headers: languageHeader,
      body: seen,
      replies: { 200: oneTask },
      async handle({ params: { id }, body, headers, caller }) {
        await desk[verb](id, body.version, caller);
        return { status: 200, body: await reads.get(id, caller, headers['accept-language']) };
      },
    });
  }
}
