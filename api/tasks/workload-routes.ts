import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { route } from '../http/route.ts';
import { figureGroupings, loadGroupings, type WorkloadStore } from '../../store/tasks/workload.ts';
import { regionsWithin } from '../http/regions.ts';

const filter = {
  region: z.string().optional(),
  institution: z.string().optional(),
  kind: z.enum(taskKindNames).optional(),
};

const place = {
  region: z.string(),
  institution: z.string().nullable().describe('null also where it is not grouped by'),
  kind: z.string().nullable(),
  person: z.string().nullable().describe('Who has it, or did it; null also where nobody has'),
};

const load = z
  .object({
    ...place,
    ready: z.int().describe('In the queue'),
    claimed: z.int().describe('In somebody’s hands'),
    warned: z.int(),
    overdue: z.int(),
    escalated: z.int(),
    ageUpTo1Day: z.int(),
    ageUpTo3Days: z.int(),
    ageUpTo7Days: z.int(),
    ageBeyond: z.int(),
  })
  .meta({ id: 'Load' });

const seconds = z.number().nullable();

const figures = z
  .object({
    ...place,
    opened: z.int(),
    completed: z.int(),
    withinDeadline: z.int(),
    breached: z.int(),
    reassigned: z.int().describe('Handed from one person to another'),
    waitingAverage: seconds.describe('Seconds from its opening until it was claimed'),
    waitingP50: seconds,
    waitingP95: seconds,
    handlingAverage: seconds.describe('Seconds from then until it was completed'),
    handlingP50: seconds,
    handlingP95: seconds,
  })
  .meta({ id: 'TaskFigures' });

export function workloadRoutes(workload: WorkloadStore) {
  return [
    route({
      method: 'get',
      path: '/v1/workload',
      operationId: 'readWorkload',
      summary: 'Open tasks now: how many, how old, what is due',
      tags: ['workload'],
      access: 'readWorkload',
      discloses: 'nothing',
      query: z.object({ groupBy: z.enum(loadGroupings).default('kind'), ...filter }),
      replies: {
        200: { description: 'A line a group', schema: z.object({ items: z.array(load) }).meta({ id: 'Workload' }) },
      },
      async handle({ query: { groupBy, ...asked }, caller }) {
        return { status: 200, body: { items: await workload.load(groupBy, { regions: reachOf(caller), ...asked }) } };
      },
    }),

    route({
      method: 'get',
      path: '/v1/workload/figures',
      operationId: 'readTaskFigures',
      summary: 'What became of tasks in a month: waiting, handling, within the deadline, reassigned',
      tags: ['workload'],
      access: 'readWorkload',
      discloses: 'nothing',
      query: z.object({
        month: z
          .string()
          .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
          .describe('YYYY-MM, by the calendar of the offices'),
        groupBy: z.enum(figureGroupings).default('kind').describe('all: by institution, kind and person at once'),
        region: filter.region,
      }),
      replies: {
        200: {
          description: 'A line a group',
          schema: z.object({ items: z.array(figures) }).meta({ id: 'MonthFigures' }),
        },
      },
      async handle({ query: { month, groupBy, region }, caller }) {
        return {
          status: 200,
          body: { items: await workload.figures(`${month}-01`, groupBy, { regions: reachOf(caller), region }) },
        };
      },
    }),
  ];
}

function reachOf(caller: Caller): readonly string[] | undefined {
  return regionsWithin('readWorkload', caller);
}
