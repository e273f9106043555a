import { z } from 'zod';
import { ballotForm } from '../../domain/rounds/ballot.ts';
import { handlings, opinionStates, sampledStates } from '../../domain/sampling/check.ts';
import { declarableRules } from '../cases/conflicts.ts';
import { pageQuery } from '../cursor.ts';
import { languageHeader, route } from '../route.ts';
import type { SampledDecisions } from '../sampling/decisions.ts';
import type { SamplingDraws } from '../sampling/draws.ts';
import type { BlindFiles } from '../sampling/file.ts';
import { samplingGroupings, type ReadSamplingFigures } from '../sampling/figures.ts';
import type { DisagreementDesk } from '../sampling/handling.ts';
import type { Judging } from '../sampling/judging.ts';
import {
  askedSummary,
  blindFile,
  drawDetail,
  drawSummary,
  extraDrawForm,
  month,
  sampledDetail,
  sampledSummary,
  samplingFigures,
} from '../sampling/shapes.ts';

interface Dependencies {
  draws: SamplingDraws;
  decisions: SampledDecisions;
  files: BlindFiles;
  judging: Judging;
  desk: DisagreementDesk;
  figures: ReadSamplingFigures;
}

const tags = ['sampling'];
const draw = z.object({ region: z.string(), code: z.string() });
const sampled = draw.extend({ id: z.uuid() });
const path = '/v1/sampling/draws/{region}/{code}';
const receipt = z.object({ givenAt: z.iso.datetime() }).meta({ id: 'OpinionReceipt' });
const said = z.string().trim().min(1).max(1000);

function pageOf(item: z.ZodType, id: string) {
  return z.object({ items: z.array(item), next: z.string().nullable() }).meta({ id });
}

/** 抽查复核 */
export function samplingRoutes(parts: Dependencies) {
  return [...drawRoutes(parts), ...judgeRoutes(parts), ...disagreementRoutes(parts)];
}

function drawRoutes({ draws, decisions, figures }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/sampling/draws',
      operationId: 'listSamplingDraws',
      summary: 'Draws, the latest month first',
      tags,
      access: 'readSampling',
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
      body: extraDrawForm,
      replies: { 201: { description: 'Announced; its cases are drawn within minutes', schema: drawSummary } },
      async handle({ body, caller }) {
        return { status: 201, body: await draws.open(body, caller) };
      },
    }),

    route({
      method: 'get',
      path,
      operationId: 'getSamplingDraw',
      summary: 'One draw: how to repeat it, and how far it has come',
      tags,
      access: 'readSampling',
      params: draw,
      replies: { 200: { description: 'The draw', schema: drawDetail } },
      async handle({ params, caller }) {
        return { status: 200, body: await draws.get(params, caller) };
      },
    }),

    route({
      method: 'get',
      path: `${path}/cases`,
      operationId: 'listSampledDecisions',
      summary: 'Decisions that were drawn; `state=disagreed` waits for a supervisor',
      tags,
      access: 'readSampling',
      params: draw,
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
      query: z.object({ groupBy: z.enum(samplingGroupings).default('month'), region: z.string().optional(), month: month.optional() }),
      replies: { 200: { description: 'A line a group', schema: z.object({ items: z.array(samplingFigures) }).meta({ id: 'SamplingFiguresList' }) } },
      async handle({ query: { groupBy, ...filter }, caller }) {
        return { status: 200, body: { items: await figures(groupBy, filter, caller) } };
      },
    }),
  ];
}

function judgeRoutes({ files, judging }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/sampling/opinions',
      operationId: 'listOpinionsAsked',
      summary: 'What the caller is asked to judge, the longest asked first',
      tags,
      access: 'judgeSampled',
      query: z.object({ state: z.enum(opinionStates).default('waiting'), ...pageQuery }),
      replies: { 200: { description: 'One page', schema: pageOf(askedSummary, 'OpinionAskedPage') } },
      async handle({ query: { state, limit, cursor }, caller }) {
        return { status: 200, body: await files.mine(state, caller, limit, cursor) };
      },
    }),

    route({
      method: 'get',
      path: `${path}/cases/{id}/file`,
      operationId: 'openBlindFile',
      summary: 'The file as it was when it was decided, without the decision',
      tags,
      access: 'judgeSampled',
      params: sampled,
      headers: languageHeader,
      replies: { 200: { description: 'For who is asked to judge it', schema: blindFile } },
      async handle({ params: { id, ...name }, headers, caller }) {
        return { status: 200, body: await files.open(name, id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'put',
      path: `${path}/cases/{id}/opinion`,
      operationId: 'giveOpinion',
      summary: 'Judge it 抽查评判: opinion, every criterion, reasons',
      description: 'It is never changed: the same again is answered as before, another is a conflict.',
      tags,
      access: 'judgeSampled',
      params: sampled,
      body: ballotForm,
      replies: { 201: { description: 'Given', schema: receipt }, 200: { description: 'It was given before, the same', schema: receipt } },
      async handle({ params: { id, ...name }, body, caller }) {
        const { givenAt, before } = await judging.give(name, id, body, caller);
        return { status: before ? 200 : 201, body: { givenAt: givenAt.toISOString() } };
      },
    }),

    route({
      method: 'post',
      path: `${path}/cases/{id}/recusal`,
      operationId: 'recuseFromSampled',
      summary: 'Stand aside 回避; somebody else is called within minutes',
      tags,
      access: 'recuseFromSampled',
      params: sampled,
      body: z.strictObject({ rule: z.enum(declarableRules) }).meta({ id: 'SamplingRecusal' }),
      replies: { 204: { description: 'It is no longer the caller’s' } },
      async handle({ params: { id, ...name }, body: { rule }, caller }) {
        await judging.standAside(name, id, rule, caller);
        return { status: 204 };
      },
    }),
  ];
}

function disagreementRoutes({ decisions, desk }: Dependencies) {
  return [
    route({
      method: 'get',
      path: `${path}/cases/{id}`,
      operationId: 'getSampledDecision',
      summary: 'One decision that was drawn, and what the judges found',
      tags,
      access: 'readSampling',
      params: sampled,
      headers: languageHeader,
      replies: { 200: { description: 'Opinions once all are given', schema: sampledDetail } },
      async handle({ params: { id, ...name }, headers, caller }) {
        return { status: 200, body: await decisions.get(name, id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'post',
      path: `${path}/cases/{id}/handling`,
      operationId: 'handleDisagreement',
      summary: 'Say whether the decision was right after all',
      description:
        'The decision stands. A recognition found wrong is put before the office; a person wrongly refused is invited to ask for 异议复核, or to apply again where the time for that is over.',
      tags,
      access: 'handleDisagreement',
      params: sampled,
      headers: languageHeader,
      body: z.strictObject({ handling: z.enum(handlings), reason: said }).meta({ id: 'DisagreementHandling' }),
      replies: { 200: { description: 'Handled', schema: sampledDetail } },
      async handle({ params: { id, ...name }, body, headers, caller }) {
        await desk.handle(name, id, body, caller);
        return { status: 200, body: await decisions.get(name, id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/sampling/corrections',
      operationId: 'listCorrections',
      summary: 'Recognitions found wrong, about which nothing has been done yet',
      tags,
      access: 'concludeCorrection',
      query: z.object(pageQuery),
      replies: { 200: { description: 'One page', schema: pageOf(sampledSummary, 'CorrectionPage') } },
      async handle({ query: { limit, cursor }, caller }) {
        return { status: 200, body: await decisions.corrections(caller, limit, cursor) };
      },
    }),

    route({
      method: 'post',
      path: `${path}/cases/{id}/correction`,
      operationId: 'concludeCorrection',
      summary: 'Record what the office has done about it',
      tags,
      access: 'concludeCorrection',
      params: sampled,
      body: z.strictObject({ note: said }).meta({ id: 'CorrectionConcluded' }),
      replies: { 204: { description: 'Recorded' } },
      async handle({ params: { id, ...name }, body: { note }, caller }) {
        await desk.conclude(name, id, note, caller);
        return { status: 204 };
      },
    }),
  ];
}
