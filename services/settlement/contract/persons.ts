import { z } from 'zod';
import { FilingNumber } from './entitlements.ts';
import { Amount, Code, Day, Year } from './values.ts';

export const PersonParams = z.strictObject({ personRef: z.uuid() });

export const CoverageQuery = z.strictObject({
  region: Code,
  disease: Code,
  institution: Code,
  on: Day,
  offSite: z.enum(['true', 'false']).default('false'),
});

export const whyNot = [
  'notRegistered',
  'notYet',
  'over',
  'suspended',
  'ended',
  'otherInsuranceType',
  'otherInstitution',
  'notDesignated',
  'insuranceUnknown',
  'notInsured',
  'notBorn',
  'died',
] as const;

export type WhyNot = (typeof whyNot)[number];

export const CoverageAnswer = z.strictObject({
  covered: z.boolean(),
  why: z.enum(whyNot).nullable().meta({ description: 'Where the person is not covered' }),
  filingNumber: FilingNumber.nullable(),
  insuranceType: z.string().nullable(),
});

export const AccumulatorQuery = z.strictObject({ region: Code, year: Year });
export const AccumulatorsAnswer = z.strictObject({
  personRef: z.uuid(),
  region: z.string(),
  year: z.int(),
  amounts: z.record(z.string(), Amount).meta({ description: 'What counts towards each deductible and limit' }),
});
