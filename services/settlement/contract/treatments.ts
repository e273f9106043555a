import { z } from 'zod';

const CodeOrRange = z
  .string()
  .regex(/^[A-Z]\d{2}(\.\d{1,2})?(-[A-Z]\d{2}(\.\d{1,2})?)?$/)
  .meta({ description: 'ICD-10 code or range, sub-codes included', example: 'C00-C97' });

export const TreatmentQuestion = z.strictObject({
  personRefs: z.array(z.uuid()).min(1).max(200),
  since: z.iso.date().meta({ description: 'First day that counts' }),
  diagnoses: z.array(CodeOrRange).min(1).max(500),
});

export const TreatmentsFound = z.strictObject({
  treatments: z.array(
    z.strictObject({
      personRef: z.uuid(),
      icd10: z.string(),
      institution: z.string(),
      inpatient: z.boolean().meta({ description: 'The claim is of an in-patient stay' }),
      servedOn: z.iso.date(),
    }),
  ),
});
