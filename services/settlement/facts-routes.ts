import { plainDate } from '../../domain/plain-date.ts';
import { requireReduction } from '../../domain/settlement/medical-assistance.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import { FactsKept, OfficeRecord, OfficeRecordEnd, OfficeRecordParams, PersonFacts } from './contract/facts.ts';
import { PersonParams } from './contract/persons.ts';
import { endRecord, keepFacts, keepRecord } from './facts-rows.ts';
import type { Caller, Operation } from './permissions.ts';
import type { Policies } from './policies.ts';

const route = declareRoutes<Operation, Caller>();
const persons = { method: 'put' as const, tags: ['persons'] };
const keptOnce = {
  200: { description: 'It was known before', schema: FactsKept },
  201: { description: 'Kept', schema: FactsKept },
};

/** What claims are settled by and no provider says. All of it is kept beside what was said before. */
export function factsRoutes(pool: Database<unknown>['pool'], clock: Clock, policies: Policies) {
  const tellFacts = route({
    ...persons,
    path: '/v1/persons/{personRef}/facts',
    operationId: 'tellFacts',
    access: 'tellFacts',
    summary: 'What registers say of a person',
    description:
      'All of it, as intervals: what was told before holds no more. An older version that comes late changes ' +
      'nothing. Claims that were settled by something else are found by `listOutdatedClaims`.',
    params: PersonParams,
    body: PersonFacts,
    replies: keptOnce,
    handle: async ({ params, body }) => kept(await keepFacts(pool, params.personRef, body, clock.now())),
  });

  const recordByOffice = route({
    ...persons,
    path: '/v1/office-records/{key}',
    operationId: 'recordByOffice',
    access: 'recordByOffice',
    summary: 'What an office has decided or filed of a person',
    description: '依申请救助, 异地安置备案, hardship, household. Under one key once: another body under it is refused.',
    params: OfficeRecordParams,
    body: OfficeRecord,
    replies: keptOnce,
    async handle({ params, body }) {
      const policy = policies.ofRegion(body.region, plainDate(body.from));
      if (body.reduction !== undefined) requireReduction(body.reduction, policy);
      if (body.householdRegion) policies.ofRegion(body.householdRegion, plainDate(body.from));
      return kept(await keepRecord(pool, params.key, body, clock.now()));
    },
  });

  const endOfficeRecord = route({
    ...persons,
    path: '/v1/office-records/{key}/end',
    operationId: 'endOfficeRecord',
    access: 'endOfficeRecord',
    summary: 'It ends, or never held',
    params: OfficeRecordParams,
    body: OfficeRecordEnd,
    replies: keptOnce,
    handle: async ({ params, body }) => kept(await endRecord(pool, params.key, body, clock.now())),
  });

  return [tellFacts, recordByOffice, endOfficeRecord];
}

function kept(fresh: boolean) {
  return { status: fresh ? 201 : 200, body: { kept: fresh } } as const;
}
