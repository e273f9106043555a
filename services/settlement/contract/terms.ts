import { z } from 'zod';
import { Referral } from './claims.ts';
import { By, Code, Day } from './values.ts';

const person = { personRef: z.uuid(), region: Code };

export const DepositQuestion = z.strictObject({
  ...person,
  institution: Code,
  on: Day.meta({ description: 'Day of admission' }),
  inpatient: z.boolean(),
  referral: Referral.optional().meta({ description: 'By primary care, where the person went first 基层首诊' }),
});

export const PrescriptionQuestion = z.strictObject({
  ...person,
  issuedOn: Day,
  days: z.int().min(1).max(366),
  portionDays: z.int().min(1).max(366).meta({ description: 'How many days the pharmacy hands out at a time' }),
  confirmed: z.array(Code).meta({ description: 'Conditions of the pack that the physician confirms' }),
});

export const EnrolmentQuestion = z.strictObject({ ...person, enrolledOn: Day });

const Verdict = {
  allowed: z.boolean(),
  conditions: z.array(z.strictObject({ code: z.string(), met: z.boolean(), by: By })),
};

export const DepositAnswer = z.strictObject(Verdict);

export const PrescriptionAnswer = z.strictObject({
  ...Verdict,
  maxDays: By,
  refills: z.array(Day),
  suppliedUntil: Day,
});

export const EnrolmentAnswer = z.strictObject({
  ...Verdict,
  granted: z
    .strictObject({ personalPremium: z.string(), premium: By, benefitFrom: Day, start: By })
    .nullable()
    .meta({ description: 'null where it is not allowed' }),
});
