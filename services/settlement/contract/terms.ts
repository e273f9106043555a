import { z } from 'zod';
import { By, Code, Day } from './values.ts';

const populations = z.array(Code).max(20);

export const DepositQuestion = z.strictObject({
  region: Code,
  populations,
  inpatient: z.boolean(),
  referred: z.boolean().meta({ description: 'By primary care, where the person went first 基层首诊' }),
  designated: z.boolean(),
  withinCity: z.boolean(),
});

export const PrescriptionQuestion = z.strictObject({
  region: Code,
  populations,
  issuedOn: Day,
  days: z.int().min(1).max(366),
  portionDays: z.int().min(1).max(366).meta({ description: 'How many days the pharmacy hands out at a time' }),
  confirmed: z.array(Code).meta({ description: 'Conditions of the pack that the physician confirms' }),
});

export const EnrolmentQuestion = z.strictObject({ region: Code, enrolledOn: Day });

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
  personalPremium: z.string(),
  premium: By,
  benefitFrom: Day,
  start: By,
});
