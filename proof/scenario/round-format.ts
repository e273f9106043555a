/** What a scenario file says of rounds 批次: what is done in them, and what is expected of them and of their members. */
import { z } from 'zod';
import { declarableRules } from '../../api/cases/conflicts.ts';
import { assignmentCauses, assignmentStates, memberStates, roundKinds } from '../../store/rounds/codes.ts';
import { outcomes } from '../../domain/case/decision.ts';
import { chosenReason } from '../../domain/case/decision-form.ts';
import { carriedReasons } from '../../domain/notices/round-notices.ts';
import { roundStates } from '../../domain/rounds/standing.ts';
import { byWhom, count, countOf, inCase, instant, madeUp, name, nameInRegion, orNone, text } from './format-parts.ts';

export const roundName = z
  .string()
  .regex(nameInRegion, 'a round, as 2021-08 or 2021-08-x1, in another region as next-city/2021-08');

const inRound = { round: roundName.optional() };
const onMember = { ...byWhom, ...inCase, ...inRound };

export const onRounds = {
  openRound: z.strictObject({ ...byWhom, closes: instant, reason: madeUp }),
  ballot: z.strictObject({
    ...onMember,
    opinion: z.enum(outcomes),
    unmet: z.array(text).default([]),
    reasons: z.array(chosenReason).optional(),
    note: text.optional(),
  }),
  askFromRound: z.strictObject({
    ...onMember,
    also: z.array(z.strictObject({ criterion: text, evidence: text, note: text.optional() })),
  }),
  recuseFromRound: z.strictObject({ ...onMember, rule: z.enum(declarableRules).default('declared') }),
  setAside: z.strictObject({ ...onMember, note: madeUp }),
  sign: z.strictObject({ ...byWhom, ...inRound }),
};

const onPanel = z.strictObject({
  absent: z.boolean().optional(),
  fallback: z.boolean().optional(),
  load: count.optional(),
  called: count.optional(),
  cast: count.optional(),
  replaced: count.optional(),
  differed: count.optional(),
});

export const round = z.strictObject({
  round: roundName,
  kind: z.enum(roundKinds).optional(),
  state: z.enum(roundStates).optional(),
  cutOffAt: instant.optional(),
  remindAt: instant.optional(),
  substituteAt: instant.optional(),
  closesAt: instant.optional(),
  openedBy: name.optional(),
  signedBy: orNone(name).optional(),
  decidedAt: orNone(instant).optional(),
  published: z.boolean().optional(),
  members: countOf(memberStates),
  ballots: countOf(['due', 'cast']),
  splits: orNone(count).optional(),
  carried: countOf(carriedReasons),
  decided: count.optional(),
  panel: z.record(name, onPanel).optional(),
});

const judge = z.strictObject({
  cause: z.enum(assignmentCauses).optional(),
  state: z.enum(assignmentStates).optional(),
});

export const judged = z.strictObject({
  round: roundName,
  seenBy: name.optional(),
  state: z.enum(memberStates).optional(),
  outcome: orNone(z.enum(outcomes)).optional(),
  because: orNone(z.enum(carriedReasons)).optional(),
  reasons: z.array(text).optional(),
  votes: countOf(outcomes),
  ballotsOf: z.array(name).optional(),
  judges: orNone(z.record(name, judge)).optional(),
  papers: z.array(text).optional(),
  findings: z.array(text).optional(),
});

export type ExpectedRound = z.output<typeof round>;
export type ExpectedJudged = z.output<typeof judged>;
