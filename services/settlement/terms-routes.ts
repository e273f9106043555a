import type pg from 'pg';
import type { z } from 'zod';
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
import { isOnRegister } from './coverage.ts';
import { findReferralUse } from './claim-rows.ts';
import { findKnown } from './facts-rows.ts';
import { populationsOn } from './known.ts';
import type { Policies } from './policies.ts';
import type { Caller, Operation } from './permissions.ts';
import { requireReferral, whyNotValid } from './referral.ts';

const route = declareRoutes<Operation, Caller>();
const terms = { method: 'post' as const, tags: ['terms'] };

/** What a counter asks before there is a claim. Nothing is stored. */
export function termsRoutes(pool: pg.Pool, policies: Policies) {
  async function asked({ personRef, region }: { personRef: string; region: string }, on: string) {
    const day = plainDate(on);
    const policy = policies.ofRegion(region, day);
    return { policy, populations: populationsOn(await findKnown(pool, personRef, region), policy, day) };
  }

  const askDeposit = route({
    ...terms,
    path: '/v1/terms/deposit',
    operationId: 'askDeposit',
    access: 'askDeposit',
    summary: 'Is the deposit waived, and the person treated first? 先诊疗后付费',
    description: 'The person by the registers, the institution by that of the pack, the referral by its number.',
    body: DepositQuestion,
    replies: { 200: { description: 'Each condition with its clause', schema: DepositAnswer } },
    async handle({ body }) {
      const { institution, on, inpatient } = body;
      const { policy, populations } = await asked(body, on);
      const designated = isOnRegister(policy, institution, plainDate(on));
      const referred = await isReferred(pool, body);
      const { allowed, conditions } = depositTerms(policy, { populations, inpatient, referred, designated });
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
    async handle({ body }) {
      const { policy, populations } = await asked(body, body.issuedOn);
      const { days, portionDays, confirmed } = body;
      const prescription = { populations, days, portionDays, confirmed, issuedOn: plainDate(body.issuedOn) };
      const { conditions, refills, ...rest } = prescriptionTerms(policy, prescription);
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
        description: 'Each condition with its clause; premium and first day where it may',
        schema: EnrolmentAnswer,
      },
    },
    async handle({ body }) {
      const { policy, populations } = await asked(body, body.enrolledOn);
      const terms = enrolmentTerms(policy, { populations, enrolledOn: plainDate(body.enrolledOn) });
      const { allowed, conditions, granted } = terms;
      const told = granted ? { ...granted, personalPremium: yuan(granted.personalPremium) } : null;
      return { status: 200, body: { allowed, conditions: [...conditions], granted: told } };
    },
  });

  return [askDeposit, askPrescription, askEnrolment];
}

/** By a number that is nobody else's; the claim of the stay uses it. */
async function isReferred(
  pool: pg.Pool,
  { personRef, institution, on, referral }: z.output<typeof DepositQuestion>,
): Promise<boolean> {
  if (!referral) return false;
  requireReferral(institution, { personRef, servedOn: on, referral }, null);
  const use = await findReferralUse(pool, referral);
  return !use || whyNotValid(use, referral, personRef) === undefined;
}
