import { z } from 'zod';
import { askedFor } from '../../domain/eligibility/asked-for.ts';
import { roundStates } from '../../domain/rounds/standing.ts';
import { memberStates } from '../../store/rounds/codes.ts';
import type { RoundName } from '../../store/rounds/round-rows.ts';
import { declarableRules } from '../cases/conflicts.ts';
import { pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import { ofListed } from '../cases/disclosed.ts';
import { route } from '../http/route.ts';
import type { AskFromRound } from './asking.ts';
import type { Chair } from './chair.ts';
import { ofMember, ofRound } from './disclosed.ts';
import type { RepeatDraw } from './draw.ts';
import type { RoundMembers } from './members.ts';
import type { OpenRound } from './opening.ts';
import type { PanelReads } from './panel.ts';
import { roundPdf } from './pdf.ts';
import type { RecordRound } from './record.ts';
import type { RoundReads } from './rounds.ts';
import { drawView, memberDetail, memberSummary, panelView, roundDetail, roundSummary } from './shapes.ts';
import type { RoundRecusals } from './standing-aside.ts';
import { roundXlsx } from './xlsx.ts';
import { freeText } from '../../domain/written-text.ts';

interface Dependencies {
  reads: RoundReads;
  members: RoundMembers;
  panel: PanelReads;
  repeatDraw: RepeatDraw;
  open: OpenRound;
  ask: AskFromRound;
  recusals: RoundRecusals;
  chair: Chair;
  record: RecordRound;
}

const tags = ['rounds'];
const params = z.object({ region: z.string(), code: z.string() });
const memberParams = params.extend({ id: z.uuid() });
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const sentence = freeText(500);

const opening = z
  .strictObject({
    region: z.string(),
    closesAt: z.iso.datetime({ offset: true }).describe('On a working day, within a month'),
    reason: sentence.describe('Why the month’s own round does not do; kept sealed'),
  })
  .meta({ id: 'RoundOpening' });

const questions = z
  .strictObject({
    also: askedFor.min(1).describe('What is asked for beside what the rules miss'),
  })
  .meta({ id: 'RoundQuestions' });

const page = (items: typeof roundSummary | typeof memberSummary, id: string) =>
  z.object({ items: z.array(items), next: z.string().nullable() }).meta({ id });

/** 批次: rounds of the monthly batch, from their opening to the signature. */
export function roundRoutes({ reads, members, panel, repeatDraw, open, ask, recusals, chair, record }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/rounds',
      operationId: 'listRounds',
      summary: 'Rounds of the caller’s regions, the last to close first',
      tags,
      access: 'readRound',
      discloses: 'nothing',
      query: z.object({
        region: z.string().optional(),
        month: month.optional(),
        state: z.enum(roundStates).optional(),
        ...pageQuery,
      }),
      replies: { 200: { description: 'One page', schema: page(roundSummary, 'RoundPage') } },
      async handle({ query: { cursor, limit, ...filter }, caller }) {
        return { status: 200, body: await reads.list(filter, caller, limit, cursor) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/rounds',
      operationId: 'openRound',
      summary: 'Open a round beside the month’s own; who is complete now is a member',
      description: 'Asking for the same closing again is the same round.',
      tags,
      access: 'openRound',
      discloses: 'nothing',
      body: opening,
      replies: { 201: { description: 'The round', schema: roundDetail } },
      async handle({ body: { region, closesAt, reason }, caller }) {
        const name = await open({ region, closesAt: new Date(closesAt), reason }, caller);
        return {
          status: 201,
          headers: { Location: `/v1/rounds/${name.region}/${name.code}` },
          body: await reads.get(name, caller),
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/rounds/{region}/{code}',
      operationId: 'readRound',
      summary: 'One round with its figures; how anybody voted, once it is closed',
      tags,
      access: 'readRound',
      discloses: 'nothing',
      params,
      replies: { 200: { description: 'The round as it stands now', schema: roundDetail } },
      async handle({ params: name, caller }) {
        return { status: 200, body: await reads.get(name, caller) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/rounds/{region}/{code}/members',
      operationId: 'listRoundMembers',
      summary: 'Who is judged in the round; experts have those whom they are asked to judge',
      tags,
      access: 'readRoundMember',
      discloses: ofListed,
      params,
      query: z.object({ state: z.enum(memberStates).optional(), ...pageQuery }),
      replies: { 200: { description: 'One page', schema: page(memberSummary, 'RoundMemberPage') } },
      async handle({ params: name, query: { state, cursor, limit }, caller }) {
        return { status: 200, body: await members.list(name, state, caller, limit, cursor) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/rounds/{region}/{code}/members/{id}',
      operationId: 'readRoundMember',
      summary:
        'The file that is judged: the case with its trace and visits, criteria, open points, ' +
        'papers; ballots once the round is closed',
      tags,
      access: 'readRoundMember',
      discloses: ofMember,
      params: memberParams,
      headers: languageHeader,
      replies: { 200: { description: 'The file', schema: memberDetail } },
      async handle({ params: { id, ...name }, headers, caller }) {
        return { status: 200, body: await members.get(name, id, caller, headers['accept-language']) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/rounds/{region}/{code}/panel',
      operationId: 'readPanel',
      summary: 'The panel as it was drawn: seed, and the register of experts as it stood then',
      tags,
      access: 'readPanel',
      discloses: 'nothing',
      params,
      replies: { 200: { description: 'The panel', schema: panelView } },
      async handle({ params: name, caller }) {
        return { status: 200, body: await panel(name, caller) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/rounds/{region}/{code}/panel/draw',
      operationId: 'repeatDraw',
      summary:
        'The draw of the panel 抽取专家, repeated: what it looked at, and whether it gives the same judges again',
      description:
        'Anybody can repeat it: members in the order of SHA-256 over seed and application; judges ' +
        'of each by load, those of one load by SHA-256 over seed, application and subject, city ' +
        'experts last; parts joined by line feeds.',
      tags,
      access: 'readPanel',
      discloses: 'nothing',
      params,
      replies: { 200: { description: 'The draw', schema: drawView } },
      async handle({ params: name, caller }) {
        return { status: 200, body: await repeatDraw(name, caller) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/rounds/{region}/{code}/members/{id}/questions',
      operationId: 'askFromRound',
      summary: 'Ask the applicant for what the file lacks 补正; the clock of this case stands still, the round goes on',
      tags,
      access: 'askFromRound',
      discloses: 'nothing',
      params: memberParams,
      body: questions,
      replies: { 204: { description: 'Asked, or to be asked as soon as the case can' } },
      async handle({ params: { id, ...name }, body: { also }, caller }) {
        await ask(name, id, also, caller);
        return { status: 204 };
      },
    }),

    route({
      method: 'post',
      path: '/v1/rounds/{region}/{code}/members/{id}/recusal',
      operationId: 'recuseFromRound',
      summary: 'Stand aside from a case 回避; the next of those drawn is called',
      tags,
      access: 'recuseFromRound',
      discloses: 'nothing',
      params: memberParams,
      body: z.strictObject({ rule: z.enum(declarableRules) }).meta({ id: 'RoundRecusal' }),
      replies: { 204: { description: 'Somebody else is asked' } },
      async handle({ params: { id, ...name }, body: { rule }, caller }) {
        await recusals.standAside(name, id, rule, caller);
        return { status: 204 };
      },
    }),

    route({
      method: 'post',
      path: '/v1/rounds/{region}/{code}/members/{id}/set-aside',
      operationId: 'setAside',
      summary: 'Leave a case to a later round, by the chair 组长 with a reason',
      tags,
      access: 'setAside',
      discloses: 'nothing',
      params: memberParams,
      body: z.strictObject({ note: sentence.describe('Kept sealed') }).meta({ id: 'SetAside' }),
      replies: { 204: { description: 'It is judged again in a later round' } },
      async handle({ params: { id, ...name }, body: { note }, caller }) {
        await chair.setAside(name, id, note, caller);
        return { status: 204 };
      },
    }),

    route({
      method: 'post',
      path: '/v1/rounds/{region}/{code}/signature',
      operationId: 'signRound',
      summary: 'Sign the round 签发: one date of decision for every case of it; for somebody who did not judge in it',
      tags,
      access: 'signRound',
      discloses: 'nothing',
      params,
      replies: {
        200: {
          description: 'Signed; it is published from now on',
          schema: z.object({ decidedAt: z.iso.datetime() }).meta({ id: 'RoundSignature' }),
        },
      },
      async handle({ params: name, caller }) {
        const { decidedAt } = await chair.sign(name, caller);
        return { status: 200, body: { decidedAt: decidedAt.toISOString() } };
      },
    }),

    route({
      method: 'get',
      path: '/v1/rounds/{region}/{code}/export.xlsx',
      operationId: 'exportRound',
      summary: 'A signed round as a workbook: figures, members, ballots, panel',
      tags,
      access: 'exportRound',
      discloses: ofRound,
      params,
      headers: languageHeader,
      replies: { 200: { description: 'The workbook', mediaType: xlsx } },
      async handle({ params: name, headers, caller }) {
        return {
          status: 200,
          headers: download(name, 'xlsx'),
          body: await roundXlsx(await record(name, caller, headers['accept-language'])),
        };
      },
    }),

    route({
      method: 'get',
      path: '/v1/rounds/{region}/{code}/record.pdf',
      operationId: 'printRound',
      summary: 'The record of a signed round, to print',
      description: 'The same record gives the same bytes.',
      tags,
      access: 'exportRound',
      discloses: ofRound,
      params,
      headers: languageHeader,
      replies: { 200: { description: 'The record', mediaType: 'application/pdf' } },
      async handle({ params: name, headers, caller }) {
        return {
          status: 200,
          headers: download(name, 'pdf'),
          body: await roundPdf(await record(name, caller, headers['accept-language'])),
        };
      },
    }),
  ];
}

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function download({ region, code }: RoundName, ending: string): Record<string, string> {
  return {
    'Content-Disposition': `attachment; filename="round-${region}-${code}.${ending}"`,
    'X-Content-Type-Options': 'nosniff',
  };
}
