import { z } from 'zod';
import { reasonParams, refusalReasonCodes } from '../eligibility/reason.ts';
import type { Reason } from '../eligibility/verdict.ts';
import { freeText } from '../written-text.ts';
import { outcomes } from './decision.ts';

const reasons = refusalReasonCodes.map((reasonCode) => {
  const params = Object.entries<'one' | 'many'>(reasonParams[reasonCode]).map(([name, number]) => [
    name,
    number === 'many' ? z.array(z.string().min(1)).min(1) : z.string().min(1),
  ]);
  return z.strictObject({
    code: z.literal(reasonCode),
    clause: z.string().trim().min(1).describe('Clause that the refusal rests on, as `D3-P §二(二)1`'),
    params: z.strictObject(Object.fromEntries(params)),
  });
});

const answer = z.strictObject({
  point: z.int().min(0).describe('Place in the open points of the task, from 0'),
  answer: z.enum(['satisfied', 'notSatisfied']),
  note: freeText(500).optional().describe('What was read or asked, for the record'),
});

/** Why somebody refuses, with the params that its text needs. */
export const refusalReason = z.discriminatedUnion(
  'code',
  reasons as [(typeof reasons)[number], ...typeof reasons],
) as unknown as z.ZodType<Reason>;

/** The form by which an officer decides; checkOfficerDecision says what it must contain together. */
export const officerDecisionSchema = z
  .strictObject({
    outcome: z.enum(outcomes),
    reasons: z.array(refusalReason).default([]).describe('Why it is not recognised; empty when approved'),
    answers: z.array(answer).default([]).describe('What was found on each open point; an approval needs all satisfied'),
  })
  .meta({ id: 'OfficerDecision', title: 'Decision of a handling officer 经办人员' });
