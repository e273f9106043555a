import { z } from 'zod';
import { sampledStates } from '../../domain/sampling/check.ts';
import { pageQuery } from '../http/cursor.ts';
import type { DrawFilter } from '../../store/sampling/draws.ts';
import { samplingGroupings, type SamplingFigures, type SamplingGrouping } from '../../store/sampling/figures.ts';
import { regionsWithin } from '../http/regions.ts';
import { ofListed } from '../cases/disclosed.ts';
import { route } from '../http/route.ts';
import type { SampledDecisions } from './decisions.ts';
import type { SamplingDraws } from './draws.ts';
import { drawName, drawPath, pageOf } from './names.ts';
import { drawDetail, drawSummary, extraDrawForm, month, sampledSummary, samplingFigures } from './shapes.ts';

const tags = ['sampling'];

interface Dependencies {
  draws: SamplingDraws;
  decisions: SampledDecisions;
  figures: (groupBy: SamplingGrouping, which: DrawFilter) => Promise<SamplingFigures[]>;
}

/** 抽样: what was drawn, and what it shows. */
export function samplingDrawRoutes({ draws, decisions, figures }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/sampling/draws',
      operationId: 'listSamplingDraws',
      summary: 'Draws, the latest month first',
      tags,
      access: 'readSampling',
      discloses: 'nothing',
      query: z.object({ region: z.string().optional(), month: month.optional(), ...pageQuery }),
      replies: { 200: { description: 'One page', schema: pageOf(drawSummary, 'SamplingDrawPage') } },
      async handle({ query: { limit, cursor, ...filter }, caller }) {
        return { status: 200, body: await draws.list(filter, caller, limit, cursor) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/sampling/draws',
      operationId: 'drawSample',
      summary: 'Draw again from a month that is over 追加抽样',
      tags,
      access: 'drawSample',
      discloses: 'nothing',
      headers: z.object({
        'idempotency-key': z
          .string()
          .min(1)
          .max(200)
          .describe('The same key is the same draw; with another body a conflict'),
      }),
      body: extraDrawForm,
      replies: {
        201: { description: 'Announced; its cases are drawn within minutes', schema: drawSummary },
        200: { description: 'It was asked for before under this key', schema: drawSummary },
      },
      async handle({ headers, body, caller }) {
        const { fresh, draw } = await draws.open(body, headers['idempotency-key'], caller);
        return { status: fresh ? 201 : 200, body: draw };
      },
    }),

    route({
      method: 'get',
      path: drawPath,
      operationId: 'getSamplingDraw',
      summary: 'One draw: how to repeat it, and how far it has come',
      tags,
      access: 'readSampling',
      discloses: 'nothing',
      params: drawName,
      replies: { 200: { description: 'The draw', schema: drawDetail } },
      async handle({ params, caller }) {
        return { status: 200, body: await draws.get(params, caller) };
      },
    }),

    route({
      method: 'get',
      path: `${drawPath}/cases`,
      operationId: 'listSampledDecisions',
      summary: 'Decisions that were drawn; `state=disagreed` waits for a supervisor',
      tags,
      access: 'readSampling',
      discloses: ofListed,
      params: drawName,
      query: z.object({ state: z.enum(sampledStates).optional(), ...pageQuery }),
      replies: { 200: { description: 'One page', schema: pageOf(sampledSummary, 'SampledDecisionPage') } },
      async handle({ params, query: { state, limit, cursor }, caller }) {
        return { status: 200, body: await decisions.ofDraw(params, state, caller, limit, cursor) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/sampling/figures',
      operationId: 'readSamplingFigures',
      summary: 'Drawn, judged, agreed, disagreed, handled: by month, institution, or who decided',
      tags,
      access: 'readSampling',
      discloses: 'nothing',
      query: z.object({
        groupBy: z.enum(samplingGroupings).default('month'),
        region: z.string().optional(),
        month: month.optional(),
      }),
      replies: {
        200: {
          description: 'A line a group',
          schema: z.object({ items: z.array(samplingFigures) }).meta({ id: 'SamplingFiguresList' }),
        },
      },
      async handle({ query: { groupBy, ...filter }, caller }) {
        const regions = regionsWithin('readSampling', caller);
        return { status: 200, body: { items: await figures(groupBy, { ...filter, regions }) } };
      },
    }),
  ];
}
