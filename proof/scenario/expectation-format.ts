/** What a step of a scenario file may expect. */
import { z } from 'zod';
import { outcomes } from '../../domain/case/decision.ts';
import { taskStates } from '../../domain/tasks/permitted-actions.ts';
import { caseStatuses, endings, stages } from '../../domain/case/stage.ts';
import { templates } from '../../domain/notices/templates.ts';
import { insuranceTypes } from '../../domain/policy/schema.ts';
import { answerOutcomes } from '../../domain/tasks/answers.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { visitStates } from '../../domain/visits/visit.ts';
import { count, day, inCase, instant, name, orNone, text } from './format-parts.ts';
import { contact } from './outreach-format.ts';
import { judged, round, roundName } from './round-format.ts';
import { draw, sampled } from './sampling-format.ts';

const task = z.strictObject({
  kind: z.enum(taskKindNames),
  state: z.enum(taskStates).optional(),
  assignee: orNone(name).optional(),
  due: instant.optional(),
  warned: z.boolean().optional(),
  breached: z.boolean().optional(),
  escalated: z.boolean().optional(),
  answer: orNone(z.enum(answerOutcomes)).optional(),
  completedBy: orNone(name).optional(),
  onBehalfOf: orNone(name).optional(),
  follows: orNone(z.enum(answerOutcomes)).optional(),
});

const notice = z.strictObject({
  template: z.enum(templates),
  to: z.enum(['patient', 'agent']).default('patient'),
  channels: z.array(z.enum(['sms', 'slip', 'email', 'inApp'])).optional(),
  times: count.optional(),
  says: z.array(text).default([]),
  neverSays: z.array(text).default([]),
  /** Of the message by SMS alone. */
  smsNeverSays: z.array(text).default([]),
});

const visit = z.strictObject({
  state: z.enum(visitStates),
  inPerson: z.boolean().optional(),
  attempts: z.int().optional(),
  team: orNone(text).optional(),
});

const entitlement = z.strictObject({
  state: z.enum(['inForce', 'suspended', 'ended']).optional(),
  from: day.optional(),
  until: orNone(day).optional(),
  insuranceType: z.enum(insuranceTypes).optional(),
  institution: orNone(text).optional(),
});

export const expectation = z.strictObject({
  ...inCase,
  status: z.enum(caseStatuses).optional(),
  stage: z.enum(stages).optional(),
  outcome: orNone(z.enum(outcomes)).optional(),
  ending: orNone(z.enum(endings)).optional(),
  decidedBy: z.enum(['rules', 'person', 'panel']).optional(),
  decidedAt: orNone(instant).optional(),
  reasons: z.array(text).optional(),
  missing: z.array(text).optional(),
  benefitFrom: orNone(day).optional(),
  benefitUntil: orNone(day).optional(),
  acceptedAt: orNone(instant).optional(),
  due: orNone(instant).optional(),
  breached: z.boolean().optional(),
  supplyBy: orNone(instant).optional(),
  tasks: z.array(task).optional(),
  notices: z.array(notice).optional(),
  noNotices: z.array(z.enum(templates)).optional(),
  entitlement: orNone(entitlement).optional(),
  filingNumber: orNone(text).optional(),
  recognition: z.enum(['inForce', 'suspended', 'ended']).optional(),
  visits: z.array(visit).optional(),
  handbook: z.boolean().optional(),
  timeline: z.array(text).optional(),
  judged: z.array(judged).optional(),
  rounds: z.array(round).optional(),
  noRounds: z.array(roundName).optional(),
  sampled: z.array(sampled).optional(),
  draws: z.array(draw).optional(),
  contacts: z.array(contact).optional(),
  noContacts: z.array(name).optional(),
  alarms: z.array(text).optional(),
});

export type Expectation = z.output<typeof expectation>;
