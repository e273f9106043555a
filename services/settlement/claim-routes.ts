import type pg from 'pg';
import { plainDate } from '../../domain/plain-date.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { languageHeader, languageOf } from '../../platform/http/language.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import { explanationAnswer, settledClaim, settlementAnswer } from './claim-answers.ts';
import {
  ClaimParams,
  ClaimRequest,
  CorrectionRequest,
  ExplanationStep,
  InstitutionParams,
  OutdatedClaims,
  OutdatedQuery,
  PreviewRequest,
  RefundRequest,
  ReplacementParams,
  ReversalRequest,
  SettledClaim,
  SettlementAnswer,
} from './contract/claims.ts';
import type { ClaimDesk } from './claim-desk.ts';
import type { ClaimRow } from './claim-rows.ts';
import { outdatedClaims } from './outdated.ts';
import type { Policies } from './policies.ts';
import { explanationOf, statementPdf } from './statement.ts';
import { requireOwn, type Caller, type Operation } from './permissions.ts';

const route = declareRoutes<Operation, Caller>();
const claims = { tags: ['claims'] };
const oneClaim = '/v1/institutions/{institution}/claims/{claimNumber}';

const writtenOnce = {
  200: { description: 'It was done before under this number', schema: SettledClaim },
  201: { description: 'Done', schema: SettledClaim },
};

function answered({ fresh, claim }: Awaited<ReturnType<ClaimDesk['commit']>>, caller: Caller) {
  return { status: fresh ? 201 : 200, body: settledClaim(claim, caller) } as const;
}

/** In whose words it is said. */
function policyOf({ region, request }: ClaimRow, policies: Policies): Policy {
  return policies.ofRegion(region, plainDate(request.servedOn));
}

export function claimRoutes(desk: ClaimDesk, policies: Policies, pool: pg.Pool) {
  return [...settlingRoutes(desk), ...readingRoutes(desk, policies), outdatedRoute(policies, pool)];
}

function settlingRoutes(desk: ClaimDesk) {
  const previewClaim = route({
    ...claims,
    method: 'post',
    path: '/v1/claims/preview',
    operationId: 'previewClaim',
    access: 'previewClaim',
    summary: 'What a claim would come to, without effect',
    description: 'Against the service year as it stands; another claim may come first.',
    body: PreviewRequest,
    replies: { 200: { description: 'The three layers', schema: SettlementAnswer } },
    async handle({ body: { institution, ...request }, caller }) {
      requireOwn(caller, institution);
      return { status: 200, body: settlementAnswer(await desk.preview(institution, request)) };
    },
  });

  const commitClaim = route({
    ...claims,
    method: 'put',
    path: oneClaim,
    operationId: 'commitClaim',
    access: 'commitClaim',
    summary: 'Settle a claim 一站式结算',
    description:
      'Basic insurance, critical-illness insurance, medical assistance, in the order of commit ' +
      "against the person's service year. Under the provider's number once: a repeat answers the " +
      'same, another body is refused.',
    params: ClaimParams,
    body: ClaimRequest,
    replies: writtenOnce,
    handle: async ({ params, body, caller }) => answered(await desk.commit(params, body), caller),
  });

  const reverseClaim = route({
    ...claims,
    method: 'put',
    path: `${oneClaim}/reversal`,
    operationId: 'reverseClaim',
    access: 'reverseClaim',
    summary: 'Take a claim back 冲正',
    description:
      'Takes back what this claim contributed to the service year and nothing else; lists the ' +
      'claims settled since that came out as they did because of it.',
    params: ClaimParams,
    body: ReversalRequest,
    replies: writtenOnce,
    handle: async ({ params, body, caller }) => answered(await desk.reverse(params, body.reason), caller),
  });

  const refundClaim = route({
    ...claims,
    method: 'put',
    path: `${oneClaim}/refunds/{newNumber}`,
    operationId: 'refundClaim',
    access: 'refundClaim',
    summary: 'Give part of a claim back 部分退费',
    description: 'What remains of the claim is settled in its place under the new number, linked to it.',
    params: ReplacementParams,
    body: RefundRequest,
    replies: writtenOnce,
    async handle({ params: { newNumber, ...id }, body, caller }) {
      return answered(await desk.refund(id, newNumber, body), caller);
    },
  });

  const correctClaim = route({
    ...claims,
    method: 'put',
    path: `${oneClaim}/corrections/{newNumber}`,
    operationId: 'correctClaim',
    access: 'correctClaim',
    summary: 'Put the right claim in place of a wrong one',
    description: 'In a later period too: it is settled against the service year of its own day.',
    params: ReplacementParams,
    body: CorrectionRequest,
    replies: writtenOnce,
    async handle({ params: { newNumber, ...id }, body: { reason, claim }, caller }) {
      return answered(await desk.correct(id, newNumber, reason, claim), caller);
    },
  });

  return [previewClaim, commitClaim, reverseClaim, refundClaim, correctClaim];
}

function readingRoutes(desk: ClaimDesk, policies: Policies) {
  const getClaim = route({
    ...claims,
    method: 'get',
    path: oneClaim,
    operationId: 'getClaim',
    access: 'getClaim',
    summary: 'A settled claim',
    params: ClaimParams,
    replies: { 200: { description: 'The claim, and how it was taken back if it was', schema: SettledClaim } },
    handle: async ({ params, caller }) => ({ status: 200, body: settledClaim(await desk.get(params), caller) }),
  });

  const explainClaim = route({
    ...claims,
    method: 'get',
    path: `${oneClaim}/explanation`,
    operationId: 'explainClaim',
    access: 'explainClaim',
    summary: 'Why a claim came out as it did',
    description:
      'A tree: each step in words, with the figure that it applied and its clause. Accept-Language: zh-CN or en.',
    params: ClaimParams,
    headers: languageHeader,
    replies: { 200: { description: 'The claim, its layers, their shares', schema: ExplanationStep } },
    async handle({ params, headers }) {
      const claim = await desk.get(params);
      const tree = explanationOf(claim, policyOf(claim, policies), languageOf(headers['accept-language']));
      return { status: 200, body: explanationAnswer(tree) };
    },
  });

  const printStatement = route({
    ...claims,
    method: 'get',
    path: `${oneClaim}/statement`,
    operationId: 'printStatement',
    access: 'printStatement',
    summary: 'Statement of a settled claim 结算单',
    description: 'Accept-Language: zh-CN or en.',
    params: ClaimParams,
    headers: languageHeader,
    replies: { 200: { description: 'A document of A4 pages', mediaType: 'application/pdf' } },
    async handle({ params, headers }) {
      const claim = await desk.get(params);
      const body = await statementPdf(claim, policyOf(claim, policies), languageOf(headers['accept-language']));
      return { status: 200, headers: { 'content-disposition': 'inline; filename="statement.pdf"' }, body };
    },
  });

  return [getClaim, explainClaim, printStatement];
}

function outdatedRoute(policies: Policies, pool: pg.Pool) {
  return route({
    ...claims,
    method: 'get',
    path: '/v1/institutions/{institution}/outdated-claims',
    operationId: 'listOutdatedClaims',
    access: 'listOutdatedClaims',
    summary: 'Claims that registers or offices have since said something else about',
    description:
      'For correction, with the claim as it was: it is settled anew by what is known now. `since` is of what was ' +
      'recorded; those that nobody was covered for any more are to be taken back.',
    params: InstitutionParams,
    query: OutdatedQuery,
    replies: { 200: { description: 'A page', schema: OutdatedClaims } },
    async handle({ params, query }) {
      return { status: 200, body: await outdatedClaims(pool, policies, { ...params, ...query }) };
    },
  });
}
