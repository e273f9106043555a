import { z } from 'zod';
import { officerDecisionSchema, refusalReason } from '../case/decision-form.ts';
import { checkOfficerDecision } from '../case/decision.ts';
import { isMissing } from '../eligibility/reason.ts';
import type { Reason } from '../eligibility/verdict.ts';
import { DomainError } from '../errors.ts';
import { outcomesOf, type TaskKind } from './kinds.ts';

const note = z.string().trim().min(1).max(500);
const instant = z.iso.datetime({ offset: true });

const point = z.strictObject({
  point: z.int().min(0).describe('Place in the open points of the task, from 0'),
  answer: z.enum(['satisfied', 'notSatisfied']),
  note: note.optional(),
});

/** Why an application is not taken up 不予受理. */
export const notAcceptedReasons = ['otherOfficeCompetent', 'identityNotProven', 'notAuthorised'] as const;
export type NotAcceptedReason = (typeof notAcceptedReasons)[number];

const slot = z.strictObject({ from: instant, until: instant });

/** One form an answer; what a task may be answered with is its kind's to say. */
const forms = {
  approved: officerDecisionSchema.extend({ outcome: z.literal('approved') }),
  notRecognised: officerDecisionSchema.extend({ outcome: z.literal('notRecognised') }),
  accepted: z.strictObject({ outcome: z.literal('accepted') }),
  notAccepted: z.strictObject({
    outcome: z.literal('notAccepted'),
    reason: z.enum(notAcceptedReasons),
    note: note.optional(),
  }),
  /** 一次性告知补正: what the rules miss is asked for in any case; this adds what only a person can see. */
  supplementRequested: z.strictObject({
    outcome: z.literal('supplementRequested'),
    also: z
      .array(z.strictObject({ criterion: z.string().min(1), evidence: z.string().min(1), note: note.optional() }))
      .max(20)
      .default([]),
  }),
  recommended: z.strictObject({ outcome: z.literal('recommended'), answers: z.array(point).default([]) }),
  notRecommended: z.strictObject({ outcome: z.literal('notRecommended'), reasons: z.array(refusalReason).min(1) }),
  returned: z.strictObject({ outcome: z.literal('returned'), note: note.describe('What the step before is to mend') }),
  leftToRound: z.strictObject({ outcome: z.literal('leftToRound') }),
  planned: z.strictObject({ outcome: z.literal('planned'), team: z.string().trim().min(1).max(80), slot }),
  rescheduled: z.strictObject({ outcome: z.literal('rescheduled'), slot, note: note.optional() }),
  declined: z.strictObject({ outcome: z.literal('declined'), note: note.optional() }),
  notAtHome: z.strictObject({ outcome: z.literal('notAtHome'), note: note.optional() }),
  visited: z.strictObject({
    outcome: z.literal('visited'),
    findings: z.string().trim().min(1).max(4000),
    answers: z.array(point).default([]).describe('What was found on the open points of the case'),
    signatureId: z.uuid().describe('Document: the signature of the patient or of whoever was present'),
    photographIds: z.array(z.uuid()).max(20).default([]),
  }),
} as const;

export type AnswerOutcome = keyof typeof forms;

export const answerOutcomes = Object.keys(forms) as AnswerOutcome[];

/** Any answer to any task, by its outcome. */
export const answerSchema = z
  .discriminatedUnion(
    'outcome',
    Object.values(forms) as unknown as [typeof forms.approved, ...(typeof forms)[AnswerOutcome][]],
  )
  .meta({ id: 'TaskAnswer', title: 'Answer to a task' });

export type Answer<O extends AnswerOutcome = AnswerOutcome> = { [K in O]: z.output<(typeof forms)[K]> }[O];

/** JSON Schema of what a task of this kind may be answered with, so that any client can draw it. */
export function answerJsonSchema(kind: TaskKind): Record<string, unknown> {
  const [first, ...others] = outcomesOf(kind).map((outcome) => forms[outcome]);
  return z.toJSONSchema(z.discriminatedUnion('outcome', [first!, ...others]), { io: 'input' });
}

/** What an answer is checked against; all of it known to the workflow. */
export interface AnswerFacts {
  readonly kind: TaskKind;
  readonly open: readonly Reason[];
  /** The one request for papers has been made already. */
  readonly supplementRequested: boolean;
}

/** @throws DomainError ANSWER_NOT_POSSIBLE, or DECISION_INCOMPLETE with a finding for each thing that is missing. */
export function checkAnswer(answer: Answer, { kind, open, supplementRequested }: AnswerFacts): void {
  if (!outcomesOf(kind).includes(answer.outcome))
    throw notPossible(answer, kind, `one of ${outcomesOf(kind).join(', ')}`);
  if (answer.outcome === 'supplementRequested' && supplementRequested) {
    throw notPossible(answer, kind, 'decide on what there is; papers are asked for once 一次性告知');
  }
  if (answer.outcome === 'supplementRequested' && answer.also.length === 0 && !open.some(({ code }) => isMissing(code))) {
    const findings = [{ where: '/decision/also', problem: 'nothing is missing', mend: 'say what is asked for' }];
    throw new DomainError('DECISION_INCOMPLETE', 'The request asks for nothing.', { findings });
  }
  if (answer.outcome === 'approved' || answer.outcome === 'notRecognised') checkOfficerDecision(answer, { open });
  if (answer.outcome === 'recommended') checkOfficerDecision({ ...answer, outcome: 'approved', reasons: [] }, { open });
  if (answer.outcome === 'notRecommended')
    checkOfficerDecision({ ...answer, outcome: 'notRecognised', answers: [] }, { open });
}

function notPossible({ outcome }: Answer, kind: TaskKind, mend: string): DomainError {
  return new DomainError('ANSWER_NOT_POSSIBLE', `${outcome} does not answer a task of kind ${kind}.`, {
    params: { outcome, kind },
    findings: [{ where: '/decision/outcome', problem: `${outcome} is not possible here`, mend }],
  });
}

/** Free text may name people: it stays sealed in the task's row and does not travel. */
export function withoutNotes<A extends Answer>(answer: A): A {
  return strip(answer) as A;
}

const freeText: readonly string[] = ['note', 'findings'];

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (freeText.includes(key) ? [] : [[key, strip(part)]])),
  );
}
