import { yuan } from '../../domain/money.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { depositTerms, enrolmentTerms, prescriptionTerms } from '../../domain/settlement/terms.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import {
  DepositAnswer,
  DepositQuestion,
  EnrolmentAnswer,
  EnrolmentQuestion,
  PrescriptionAnswer,
  PrescriptionQuestion,
} from './contract/terms.ts';
import type { Policies } from './policies.ts';
import type { Caller, Operation } from './permissions.ts';

const route = declareRoutes<Operation, Caller>();
const terms = { method: 'post' as const, tags: ['terms'] };

/** What a counter asks before there is a claim. Nothing is stored. */
export function termsRoutes(policies: Policies) {
  const askDeposit = route({
    ...terms,
    path: '/v1/terms/deposit',
    operationId: 'askDeposit',
    access: 'askDeposit',
    summary: 'Is the deposit waived, and the person treated first? 先诊疗后付费',
    body: DepositQuestion,
    replies: { 200: { description: 'Each condition with its clause', schema: DepositAnswer } },
    async handle({ body: { region, ...admission } }) {
      const { allowed, conditions } = depositTerms(policies.ofRegion(region), admission);
      return { status: 200, body: { allowed, conditions: [...conditions] } };
    },
  });

  const askPrescription = route({
    ...terms,
    path: '/v1/terms/long-prescription',
    operationId: 'askLongPrescription',
    access: 'askLongPrescription',
    summary: 'May this long prescription be issued, and when is it refilled? 长期处方',
    body: PrescriptionQuestion,
    replies: {
      200: {
        description: 'Each condition with its clause; refill dates where it may',
        schema: PrescriptionAnswer,
      },
    },
    async handle({ body: { region, issuedOn, ...prescription } }) {
      const asked = { ...prescription, issuedOn: plainDate(issuedOn) };
      const { conditions, refills, ...rest } = prescriptionTerms(policies.ofRegion(region), asked);
      return { status: 200, body: { ...rest, conditions: [...conditions], refills: [...refills] } };
    },
  });

  const askEnrolment = route({
    ...terms,
    path: '/v1/terms/enrolment',
    operationId: 'askEnrolment',
    access: 'askEnrolment',
    summary: 'What enrolment in mid-year costs, and from when it counts 中途参保',
    body: EnrolmentQuestion,
    replies: {
      200: {
        description: 'Premium of the person and first day',
        schema: EnrolmentAnswer,
      },
    },
    async handle({ body: { region, enrolledOn } }) {
      const { personalPremium, ...rest } = enrolmentTerms(policies.ofRegion(region), plainDate(enrolledOn));
      return { status: 200, body: { ...rest, personalPremium: yuan(personalPremium) } };
    },
  });

  return [askDeposit, askPrescription, askEnrolment];
}
