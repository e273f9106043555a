import { z } from 'zod';
import { chosenReason, correction, officerDecisionSchema, pointAnswers } from '../case/decision-form.ts';
import { askedFor } from '../eligibility/asked-for.ts';
import type { Reason } from '../eligibility/verdict.ts';
import { noteToPatient } from '../notices/note-to-patient.ts';
import { insuranceTypes } from '../policy/disease-schema.ts';
import { freeText, properName } from '../written-text.ts';

const note = freeText(500);
const code = z.string().regex(/^[\w.-]{1,64}$/);
const instant = z.iso.datetime({ offset: true });

const point = z.strictObject({
  point: z.int().min(0).describe('Place in the open points of the task, from 0'),
  answer: z.enum(['satisfied', 'notSatisfied']),
  note: note.optional(),
});

/** Why an application is not taken up 不予受理. */
export const notAcceptedReasons = [
  'otherOfficeCompetent',
  'identityNotProven',
  'notAuthorised',
  'appliedForAlready',
] as const;
export type NotAcceptedReason = (typeof notAcceptedReasons)[number];

const slot = z.strictObject({ from: instant, until: instant });

/** One form an answer; what a task may be answered with is its kind's to say. */
export const answerForms = {
  approved: officerDecisionSchema.extend({ outcome: z.literal('approved'), correction: correction.optional() }),
  notRecognised: officerDecisionSchema.extend({
    outcome: z.literal('notRecognised'),
    noteToPatient: noteToPatient.optional(),
  }),
  accepted: z.strictObject({ outcome: z.literal('accepted') }),
  notAccepted: z.strictObject({
    outcome: z.literal('notAccepted'),
    reason: z.enum(notAcceptedReasons),
    note: note.optional(),
    noteToPatient: noteToPatient.optional(),
  }),
  /** 一次性告知补正: what the rules miss is asked for in any case; this adds what only a person can see. */
  supplementRequested: z.strictObject({
    outcome: z.literal('supplementRequested'),
    also: askedFor.default([]),
  }),
  /** What is corrected is for whoever confirms to take over: it counts with the decision. */
  recommended: z.strictObject({
    outcome: z.literal('recommended'),
    answers: pointAnswers,
    correction: correction.optional(),
  }),
  notRecommended: z.strictObject({ outcome: z.literal('notRecommended'), reasons: z.array(chosenReason).min(1) }),
  returned: z.strictObject({ outcome: z.literal('returned'), note: note.describe('What the step before is to mend') }),
  leftToRound: z.strictObject({ outcome: z.literal('leftToRound') }),
  planned: z.strictObject({ outcome: z.literal('planned'), team: properName(80), slot }),
  rescheduled: z.strictObject({ outcome: z.literal('rescheduled'), slot, note: note.optional() }),
  declined: z.strictObject({ outcome: z.literal('declined'), note: note.optional() }),
  notAtHome: z.strictObject({ outcome: z.literal('notAtHome'), note: note.optional() }),
  visited: z.strictObject({
    outcome: z.literal('visited'),
    findings: freeText(4000),
    answers: z.array(point).default([]).describe('What was found on the open points of the case'),
    signatureId: z.uuid().describe('Document: the signature of the patient or of whoever was present'),
    photographIds: z.array(z.uuid()).max(20).default([]),
  }),
  /** Filed again, with what was wrong corrected; with nothing where only the settlement side had to be mended. */
  corrected: z.strictObject({
    outcome: z.literal('corrected'),
    institution: code.optional(),
    insuranceType: z.enum(insuranceTypes).optional(),
    note: note.optional(),
  }),
  /** The office has filed it with the settlement side itself, and ended there what it replaces. */
  filedByHand: z.strictObject({
    outcome: z.literal('filedByHand'),
    filingNumber: code.describe('备案号'),
    filedOn: z.iso.date(),
    note: note.optional(),
  }),
  /** 送达: the notice has reached its reader, by hand, by post or read out. */
  handedOver: z.strictObject({ outcome: z.literal('handedOver'), note: note.optional() }),
  notReachable: z.strictObject({ outcome: z.literal('notReachable'), note: note.describe('What was tried') }),
} as const;

export type AnswerOutcome = keyof typeof answerForms;

export const answerOutcomes = Object.keys(answerForms) as AnswerOutcome[];

/** Any answer to any task, by its outcome. */
export const answerSchema = z
  .discriminatedUnion(
    'outcome',
    Object.values(answerForms) as unknown as [typeof answerForms.approved, ...(typeof answerForms)[AnswerOutcome][]],
  )
  .meta({ id: 'TaskAnswer', title: 'Answer to a task' });

/** As somebody gives it: reasons are chosen from those that the task offers. */
export type GivenAnswer<O extends AnswerOutcome = AnswerOutcome> = { [K in O]: z.output<(typeof answerForms)[K]> }[O];

type WithClauses<Given> = Given extends { reasons: unknown }
  ? Omit<Given, 'reasons'> & { reasons: readonly Reason[] }
  : Given;

/** As it stands: its reasons have the clauses of the pack. */
export type Answer<O extends AnswerOutcome = AnswerOutcome> = { [K in O]: WithClauses<GivenAnswer<K>> }[O];

/** Free text may name people: it stays sealed in the task's row and does not travel. */
export function withoutNotes<A extends Answer>(answer: A): A {
  return strip(answer) as A;
}

const freeTexts: readonly string[] = ['note', 'findings', 'noteToPatient'];

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (freeTexts.includes(key) ? [] : [[key, strip(part)]])),
  );
}
