import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import type { Language } from '../../domain/notices/text.ts';
import { languageHeader, languageOf } from '../../platform/http/language.ts';
import { Problem, toProblem } from '../../platform/http/problem.ts';
import { route } from '../http/route.ts';
import type { StaffRegister } from '../staff/register.ts';
import { inBulk, type BulkResult, type FindTasks, type SeenTask } from './bulk.ts';
import type { TaskDesk } from './desk.ts';
import { ofBulk } from './disclosed.ts';
import type { HandingOn } from './handing-on.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';

interface Dependencies {
  findTasks: FindTasks;
  register: StaffRegister;
  desk: TaskDesk;
  handingOn: HandingOn;
}

const version = z.int().min(0).describe('Version of the task that the caller saw');
const items = z
  .array(z.strictObject({ id: z.uuid(), version }))
  .min(1)
  .max(200);
const many = z.strictObject({ items }).meta({ id: 'TaskVersions' });
const manyToSomebody = z.strictObject({ items, to: z.string().min(1).max(200) }).meta({ id: 'TaskHandovers' });
const bulkResults = z
  .object({ results: z.array(z.object({ id: z.uuid(), done: z.boolean(), problem: Problem.nullable() })) })
  .meta({ id: 'BulkResults', description: 'In the order of the items' });

/** What can be done to many tasks in one call; decisions are made one by one. */
export function bulkTaskRoutes({ findTasks, register, desk, handingOn }: Dependencies) {
  return [
    bulk(
      'claim',
      'claimTask',
      'Take many 批量签收',
      many,
      () => (task, seenVersion, caller) => desk.claim(task, seenVersion, caller),
    ),
    bulk(
      'release',
      'releaseTask',
      'Give many back 批量退签',
      many,
      () => (task, seenVersion, caller) => desk.release(task, seenVersion, caller),
    ),
    bulk('assign', 'assignTask', 'Give many to somebody 批量指派', manyToSomebody, async ({ to }) => {
      const member = await register.require(to);
      return (task, seenVersion, caller) => handingOn.assign(task, seenVersion, member, caller);
    }),
  ];

  /** Each item by itself; there is no transaction around them. */
  function bulk<Body extends { items: SeenTask[] }>(
    name: string,
    operation: Operation,
    summary: string,
    body: z.ZodType<Body>,
    actFor: (body: Body) => ActOnOne | Promise<ActOnOne>,
  ) {
    return route({
      method: 'post',
      path: `/v1/tasks/bulk/${name}`,
      operationId: `${operation}s`,
      summary,
      tags: ['tasks'],
      access: operation,
      discloses: ofBulk,
      headers: languageHeader,
      body,
      replies: { 200: { description: 'A result for each', schema: bulkResults } },
      async handle({ headers, body, caller, requestId }) {
        const act = await actFor(body);
        const results = await inBulk(findTasks, body.items, (task, seenVersion) => act(task, seenVersion, caller));
        const language = languageOf(headers['accept-language']);
        return { status: 200, body: { results: results.map((result) => resultView(result, requestId, language)) } };
      },
    });
  }
}

type ActOnOne = (task: TaskRow, version: number, caller: Caller) => Promise<void>;

function resultView({ id, refusal }: BulkResult, requestId: string, language: Language) {
  return { id, done: refusal === undefined, problem: refusal ? toProblem(refusal, requestId, language) : null };
}
