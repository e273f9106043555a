/** What a scenario file says of the sampling check 抽查复核: what is done in it, and what is expected of it. */
import { z } from 'zod';
import { declarableRules } from '../../api/cases/conflicts.ts';
import { month } from '../../api/sampling/shapes.ts';
import { outcomes } from '../../domain/case/decision.ts';
import { chosenReason } from '../../domain/case/decision-form.ts';
import { consequences, handlings, opinionStates, sampledStates } from '../../domain/sampling/check.ts';
import { drawKinds, drawStates } from '../../domain/sampling/draw.ts';
import { byWhom, count, countOf, inCase, madeUp, name, nameInRegion, orNone, text } from './format-parts.ts';

const drawName = z
  .string()
  .regex(nameInRegion, 'a draw, as 2021-08 or 2021-08-x1, in another region as next-city/2021-08');
const onSampled = { ...byWhom, ...inCase, draw: drawName.optional() };

export const onSampling = {
  drawSample: z.strictObject({ ...byWhom, month, percent: z.number(), judges: count.optional(), reason: madeUp }),
  judgeSampled: z.strictObject({
    ...onSampled,
    opinion: z.enum(outcomes),
    unmet: z.array(text).default([]),
    reasons: z.array(chosenReason).optional(),
    note: text.optional(),
  }),
  recuseFromSampled: z.strictObject({ ...onSampled, rule: z.enum(declarableRules).default('declared') }),
  handleDisagreement: z.strictObject({ ...onSampled, handling: z.enum(handlings), reason: madeUp }),
  concludeCorrection: z.strictObject({ ...onSampled, note: madeUp }),
};

export const draw = z.strictObject({
  draw: drawName,
  kind: z.enum(drawKinds).optional(),
  state: z.enum(drawStates).optional(),
  openedBy: name.optional(),
  population: count.optional(),
  cases: countOf(sampledStates),
});

export const sampled = z.strictObject({
  draw: drawName,
  state: z.enum(sampledStates).optional(),
  outcome: z.enum(outcomes).optional(),
  judges: z.record(name, z.enum(opinionStates)).optional(),
  given: count.optional(),
  handling: orNone(z.enum(handlings)).optional(),
  follows: orNone(z.enum(consequences)).optional(),
  followedBy: orNone(name).optional(),
  file: z
    .strictObject({ seenBy: name, says: z.array(text).default([]), neverSays: z.array(text).default([]) })
    .optional(),
});

export type ExpectedDraw = z.output<typeof draw>;
export type ExpectedSampled = z.output<typeof sampled>;
