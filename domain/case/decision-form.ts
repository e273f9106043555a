import { z } from 'zod';
import { refusalReasonCodes, settlements } from '../eligibility/reason.ts';
import { insuranceTypes } from '../policy/disease-schema.ts';
import { freeText } from '../written-text.ts';
import { outcomes, type Correction } from './decision.ts';

/**
 * Why somebody refuses: one of the reasons that the task offers, by code and params. Its clause is the pack's and is
 * never taken from whoever answers.
 */
export const chosenReason = z.strictObject({
  code: z.enum(refusalReasonCodes),
  params: z
    .record(z.string(), z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]))
    .default({})
    .describe('As the task offers the reason'),
});

export const papersNamed = z
  .array(z.uuid())
  .min(1)
  .max(50)
  .optional()
  .describe('Papers of the case that show it, as the file lists them');

const answer = z.strictObject({
  point: z.int().min(0).describe('Place in the open points of the task, from 0'),
  answer: z.enum(['satisfied', 'notSatisfied']),
  papers: papersNamed,
  note: freeText(500).optional().describe('What was read or asked, for the record'),
});

export const pointAnswers = z
  .array(answer)
  .default([])
  .describe(
    `What was found on each open point; \`satisfiedBy\` of the point says what settles it: ${settlements.join()}`,
  );

/** What was applied for is put right with the decision; looked up again before it counts. */
export const correction = z
  .strictObject({
    institution: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .optional()
      .describe('Treating institution that the patient has chosen; designated for the disease today'),
    insuranceType: z.enum(insuranceTypes).optional().describe('Under which the person is insured, by the register'),
  })
  .refine((given) => Object.keys(given).length > 0, 'corrects nothing: leave it out')
  .transform(({ institution, insuranceType }): Correction => ({
    ...(institution !== undefined && { institution }),
    ...(insuranceType !== undefined && { insuranceType }),
  }))
  .meta({ id: 'Correction' });

/** The form by which an officer decides; checkOfficerDecision says what it must contain together. */
export const officerDecisionSchema = z
  .strictObject({
    outcome: z.enum(outcomes),
    reasons: z.array(chosenReason).default([]).describe('Why it is not recognised; empty when approved'),
    answers: pointAnswers,
  })
  .meta({ id: 'OfficerDecision', title: 'Decision of a handling officer 经办人员' });
