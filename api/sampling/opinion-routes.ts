import { z } from 'zod';
import { ballotForm } from '../../domain/rounds/ballot.ts';
import { opinionStates } from '../../domain/sampling/check.ts';
import { declarableRules } from '../cases/conflicts.ts';
import { pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import { disclosingAlways } from '../http/disclosing.ts';
import { ofListed } from '../cases/disclosed.ts';
import { route } from '../http/route.ts';
import type { BlindFiles } from './file.ts';
import type { Judging } from './judging.ts';
import { drawPath, pageOf, sampledName } from './names.ts';
import { askedSummary, blindFile } from './shapes.ts';

const tags = ['sampling'];
const receipt = z.object({ givenAt: z.iso.datetime() }).meta({ id: 'OpinionReceipt' });

interface Dependencies {
  files: BlindFiles;
  judging: Judging;
}

/** 抽查评判: for those who are asked. */
export function samplingOpinionRoutes({ files, judging }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/sampling/opinions',
      operationId: 'listOpinionsAsked',
      summary: 'What the caller is asked to judge, the longest asked first',
      tags,
      access: 'judgeSampled',
      discloses: ofListed,
      query: z.object({ state: z.enum(opinionStates).default('waiting'), ...pageQuery }),
      replies: { 200: { description: 'One page', schema: pageOf(askedSummary, 'OpinionAskedPage') } },
      async handle({ query: { state, limit, cursor }, caller }) {
        return { status: 200, body: await files.mine(state, caller, limit, cursor) };
      },
    }),

    route({
      method: 'get',
      path: `${drawPath}/cases/{id}/file`,
      operationId: 'openBlindFile',
      summary: 'The file as it was when it was decided, without the decision',
      tags,
      access: 'judgeSampled',
      discloses: disclosingAlways('diagnosis', 'trace'),
      params: sampledName,
      headers: languageHeader,
      replies: { 200: { description: 'For who is asked to judge it', schema: blindFile } },
      async handle({ params: { id, ...name }, headers, caller }) {
        return { status: 200, body: await files.open(name, id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'put',
      path: `${drawPath}/cases/{id}/opinion`,
      operationId: 'giveOpinion',
      summary: 'Judge it 抽查评判: opinion, every criterion, reasons',
      description: 'It is never changed: the same again is answered as before, another is a conflict.',
      tags,
      access: 'judgeSampled',
      discloses: 'nothing',
      params: sampledName,
      body: ballotForm,
      replies: {
        201: { description: 'Given', schema: receipt },
        200: { description: 'It was given before, the same', schema: receipt },
      },
      async handle({ params: { id, ...name }, body, caller }) {
        const { givenAt, before } = await judging.give(name, id, body, caller);
        return { status: before ? 200 : 201, body: { givenAt: givenAt.toISOString() } };
      },
    }),

    route({
      method: 'post',
      path: `${drawPath}/cases/{id}/recusal`,
      operationId: 'recuseFromSampled',
      summary: 'Stand aside 回避; somebody else is called within minutes',
      tags,
      access: 'recuseFromSampled',
      discloses: 'nothing',
      params: sampledName,
      body: z.strictObject({ rule: z.enum(declarableRules) }).meta({ id: 'SamplingRecusal' }),
      replies: { 204: { description: 'It is no longer the caller’s' } },
      async handle({ params: { id, ...name }, body: { rule }, caller }) {
        await judging.standAside(name, id, rule, caller);
        return { status: 204 };
      },
    }),
  ];
}
