import { yuan } from '../../domain/money.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import type { Database } from '../../platform/database.ts';
import { amountsOf } from './claim-rows.ts';
import {
  AccumulatorQuery,
  AccumulatorsAnswer,
  CoverageAnswer,
  CoverageQuery,
  PersonParams,
} from './contract/persons.ts';
import { coverageBy } from './coverage.ts';
import { findEntitlements } from './coverage-rows.ts';
import type { Policies } from './policies.ts';
import { requireOwn, type Caller, type Operation } from './permissions.ts';

const route = declareRoutes<Operation, Caller>();
const persons = { tags: ['persons'] };

export function personRoutes(pool: Database<unknown>['pool'], policies: Policies) {
  const isCovered = route({
    ...persons,
    method: 'get',
    path: '/v1/persons/{personRef}/coverage',
    operationId: 'isCovered',
    access: 'isCovered',
    summary: 'Is this person covered for this disease here, on this day?',
    description: 'By the register: validity, suspension, end, the institution chosen, and who may treat the disease.',
    params: PersonParams,
    query: CoverageQuery,
    replies: { 200: { description: 'Yes, or why not', schema: CoverageAnswer } },
    async handle({ params: { personRef }, query: { region, disease, institution, on, offSite }, caller }) {
      requireOwn(caller, institution);
      const entitlements = await findEntitlements(pool, personRef, region);
      const question = { disease, institution, on, local: offSite === 'false' };
      const found = coverageBy(entitlements, question, policies.ofRegion(region, plainDate(on)));
      const nothing = { why: null, filingNumber: null, insuranceType: null };
      return { status: 200, body: { ...nothing, ...found } };
    },
  });

  const getAccumulators = route({
    ...persons,
    method: 'get',
    path: '/v1/persons/{personRef}/accumulators',
    operationId: 'getAccumulators',
    access: 'getAccumulators',
    summary: 'What a person has used up of a service year',
    params: PersonParams,
    query: AccumulatorQuery,
    replies: { 200: { description: 'By deductible and limit', schema: AccumulatorsAnswer } },
    async handle({ params: { personRef }, query }) {
      const amounts = Object.entries(await amountsOf(pool, { personRef, ...query }));
      const inYuan = Object.fromEntries(amounts.map(([key, amount]) => [key, yuan(amount)]));
      return { status: 200, body: { personRef, ...query, amounts: inYuan } };
    },
  });

  return [isCovered, getAccumulators];
}
