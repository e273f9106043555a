import type pg from 'pg';
import { fallsUnder } from '../../domain/eligibility/icd10.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import { TreatmentQuestion, TreatmentsFound } from './contract/treatments.ts';
import { latestTreatments } from './treatment-rows.ts';
import type { Caller, Operation } from './permissions.ts';

const route = declareRoutes<Operation, Caller>();

export function treatmentRoutes(pool: pg.Pool) {
  const findTreatments = route({
    method: 'post',
    path: '/v1/treatments/search',
    operationId: 'findTreatments',
    access: 'findTreatments',
    tags: ['claims'],
    summary: 'Who of these people was treated for one of these diagnoses?',
    description:
      'By the claims that name their diagnoses: of each person the latest for each diagnosis. ' +
      'Claims that were taken back do not count. Nothing is stored.',
    body: TreatmentQuestion,
    replies: { 200: { description: 'By person and diagnosis', schema: TreatmentsFound } },
    async handle({ body: { personRefs, since, diagnoses } }) {
      const treatments = await latestTreatments(pool, personRefs, since);
      return {
        status: 200,
        body: { treatments: treatments.filter(({ icd10 }) => diagnoses.some((asked) => fallsUnder(icd10, asked))) },
      };
    },
  });

  return [findTreatments];
}
