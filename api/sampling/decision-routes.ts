import { z } from 'zod';
import { handlings } from '../../domain/sampling/check.ts';
import { pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import { disclosingAlways } from '../http/disclosing.ts';
import { ofListed } from '../cases/disclosed.ts';
import { route } from '../http/route.ts';
import type { SampledDecisions } from './decisions.ts';
import type { DisagreementDesk } from './handling.ts';
import { drawPath, pageOf, sampledName } from './names.ts';
import { sampledDetail, sampledSummary } from './shapes.ts';
import { freeText } from '../../domain/written-text.ts';

const tags = ['sampling'];
const said = freeText(1000);

interface Dependencies {
  decisions: SampledDecisions;
  desk: DisagreementDesk;
}

/** What the judges found, and what is done about it. */
export function sampledDecisionRoutes({ decisions, desk }: Dependencies) {
  return [
    route({
      method: 'get',
      path: `${drawPath}/cases/{id}`,
      operationId: 'getSampledDecision',
      summary: 'One decision that was drawn, and what the judges found',
      tags,
      access: 'readSampling',
      discloses: disclosingAlways('course', 'diagnosis', 'notes'),
      params: sampledName,
      headers: languageHeader,
      replies: { 200: { description: 'Opinions once all are given', schema: sampledDetail } },
      async handle({ params: { id, ...name }, headers, caller }) {
        return { status: 200, body: await decisions.get(name, id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'post',
      path: `${drawPath}/cases/{id}/handling`,
      operationId: 'handleDisagreement',
      summary: 'Say whether the decision was right after all',
      description:
        'The decision stands. A recognition found wrong is put before the office; a person wrongly ' +
        'refused is invited ' +
        'to ask for 异议复核, or to apply again where the time for that is over.',
      tags,
      access: 'handleDisagreement',
      discloses: disclosingAlways('course', 'diagnosis', 'notes'),
      params: sampledName,
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
      discloses: ofListed,
      query: z.object(pageQuery),
      replies: { 200: { description: 'One page', schema: pageOf(sampledSummary, 'CorrectionPage') } },
      async handle({ query: { limit, cursor }, caller }) {
        return { status: 200, body: await decisions.corrections(caller, limit, cursor) };
      },
    }),

    route({
      method: 'post',
      path: `${drawPath}/cases/{id}/correction`,
      operationId: 'concludeCorrection',
      summary: 'Record what the office has done about it',
      tags,
      access: 'concludeCorrection',
      discloses: 'nothing',
      params: sampledName,
      body: z.strictObject({ note: said }).meta({ id: 'CorrectionConcluded' }),
      replies: { 204: { description: 'Recorded' } },
      async handle({ params: { id, ...name }, body: { note }, caller }) {
        await desk.conclude(name, id, note, caller);
        return { status: 204 };
      },
    }),
  ];
}
