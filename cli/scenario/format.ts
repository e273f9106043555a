/** What a scenario file is; docs/SCENARIOS.md tells it to those who write one. */
import { z } from 'zod';
import { agentKinds, applicationKinds } from '../../api/submissions/form.ts';
import { roles } from '../../domain/access.ts';
import { outcomes } from '../../domain/case/decision.ts';
import { taskStates } from '../../domain/case/permitted-actions.ts';
import { caseStatuses, endings, stages } from '../../domain/case/stage.ts';
import { errorCodes } from '../../domain/errors.ts';
import { handbookRecipients } from '../../domain/handbook/handbook.ts';
import { templates } from '../../domain/notices/templates.ts';
import { channels, insuranceTypes } from '../../domain/policy/schema.ts';
import { answerOutcomes, answerSchema } from '../../domain/tasks/answers.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { visitStates } from '../../domain/visits/visit.ts';
import { registryEntry } from '../../examples/format.ts';
import { byWhom, day, duration, inCase, instant, name, orNone, text } from './format-parts.ts';
import { judged, onRounds, round, roundCode } from './round-format.ts';
import { serviceNames } from './services.ts';

const insurance = registryEntry.shape.insurance.element.extend({ region: text.optional() });
const record = registryEntry.shape.records.element;

const known = {
  insurance: z.array(insurance),
  categories: registryEntry.shape.categories,
  records: z.array(record),
  diedOn: day,
};

const person = z.strictObject({
  name: text.optional(),
  born: day.default('1960-01-01'),
  phone: text.optional(),
  email: z.email().optional(),
  language: z.enum(['zh-CN', 'en']).optional(),
  insurance: known.insurance.default([]),
  categories: known.categories.default([]),
  records: known.records.default([]),
  diedOn: known.diedOn.optional(),
});

const agent = z.strictObject({
  kind: z.enum(agentKinds),
  name: text.optional(),
  authorisation: text.default('授权委托书(示例)'),
  mayKnowDiagnosis: z.boolean().default(false),
});

const member = z.strictObject({
  role: z.enum(roles),
  institution: text.optional(),
  department: text.optional(),
  specialties: z.array(text).default([]),
  regions: z.array(text).optional(),
});

const papers = z.array(text).default([]).describe('Codes of the evidence, each on a paper');
const onTask = { ...inCase, task: z.enum(taskKindNames) };

/** Stands for the signature under the report of a visit, which has no name in a scenario. */
export const unsigned = '00000000-0000-0000-0000-000000000000';

const answer = z.preprocess(
  (given) => (typeof given === 'object' && given !== null && 'outcome' in given && given.outcome === 'visited' ? { signatureId: unsigned, ...given } : given),
  answerSchema,
);

const reported = { person: name, on: day, id: text.optional() };
const insuranceType = z.enum(insuranceTypes);

const registryReport = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('died'), ...reported }),
  z.strictObject({ kind: z.enum(['insuranceLapsed', 'insuranceResumed']), ...reported, insuranceType }),
  z.strictObject({ kind: z.literal('insuranceTypeChanged'), ...reported, from: insuranceType, to: insuranceType }),
  z.strictObject({ kind: z.enum(['categoryGained', 'categoryLost']), ...reported, category: text }),
]);

/** What can happen, one a step. */
const actions = {
  submit: z.strictObject({
    case: name,
    person: name,
    disease: text,
    by: name.optional(),
    agent: name.optional(),
    kind: z.enum(applicationKinds).optional(),
    channel: z.enum(channels).optional(),
    insuranceType: z.enum(insuranceTypes).optional(),
    institution: text.optional(),
    treatingPhysician: name.optional(),
    limitedMobility: z.boolean().optional(),
    papers,
    records: z.array(record).default([]),
  }),
  supply: z.strictObject({ ...inCase, by: name.optional(), papers, records: z.array(record).default([]), institution: text.optional() }),
  withdraw: z.strictObject({ ...inCase, by: name.optional(), reason: text.optional() }),
  appeal: z.strictObject({ ...inCase, by: name.optional(), grounds: text, papers }),
  next: z.strictObject({ ...byWhom, task: z.enum(taskKindNames).optional(), gives: orNone(name).optional() }),
  claim: z.strictObject({ ...byWhom, ...onTask }),
  release: z.strictObject({ ...byWhom, ...onTask }),
  assign: z.strictObject({ ...byWhom, ...onTask, to: name }),
  transfer: z.strictObject({ ...byWhom, ...onTask, to: name }),
  delegate: z.strictObject({ ...byWhom, ...onTask, to: name }),
  giveOpinion: z.strictObject({ ...byWhom, ...onTask, opinion: text }),
  recuse: z.strictObject({ ...byWhom, ...onTask }),
  complete: z.strictObject({ ...byWhom, ...onTask, answer }),
  takeBack: z.strictObject({ ...byWhom, ...onTask }),
  declineVisit: z.strictObject({ ...inCase, by: name.optional() }),
  pickUp: z.strictObject({ ...byWhom, ...inCase, to: z.enum(handbookRecipients) }),
  absence: z.strictObject({ ...byWhom, of: name, substitute: name, from: day, until: day }),
  report: registryReport,
  know: z.strictObject({ person: name, ...z.strictObject(known).partial().shape }),
  find: z.strictObject({ case: name, kind: z.enum(applicationKinds) }),
  ...onRounds,
  down: z.enum(serviceNames),
  up: z.enum(serviceNames),
} as const;

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
  recognition: z.enum(['inForce', 'suspended', 'ended']).optional(),
  visits: z.array(visit).optional(),
  handbook: z.boolean().optional(),
  timeline: z.array(text).optional(),
  judged: z.array(judged).optional(),
  rounds: z.array(round).optional(),
  noRounds: z.array(roundCode).optional(),
  alarms: z.array(text).optional(),
});

const step = z
  .strictObject({
    note: text.optional(),
    at: instant.optional(),
    after: duration.optional(),
    ...z.strictObject(actions).partial().shape,
    refused: z.enum(errorCodes).optional(),
    expect: z.preprocess((given) => (Array.isArray(given) || given === undefined ? given : [given]), z.array(expectation).optional()),
  })
  .check(({ value, issues }) => {
    const done = actionNames.filter((action) => value[action] !== undefined);
    const problem =
      done.length > 1
        ? `one action a step, not ${done.join(' and ')}`
        : value.at && value.after
          ? 'either at or after'
          : value.refused && done.length === 0
            ? 'nothing is done here that could be refused'
            : undefined;
    if (problem) issues.push({ code: 'custom', message: problem, input: value });
  });

export const scenarioFormat = z.strictObject({
  scenario: text,
  proves: z.array(text).default([]),
  start: instant,
  policy: z.strictObject({
    overlay: text,
    figures: z.record(text, z.unknown()).default({}),
  }),
  people: z.record(name, person),
  agents: z.record(name, agent).default({}),
  staff: z.record(name, member).default({}),
  steps: z.array(step).min(1),
});

export type Scenario = z.output<typeof scenarioFormat>;
export type Step = Scenario['steps'][number];
export type Person = z.output<typeof person>;
export type Member = z.output<typeof member>;
export type Expectation = z.output<typeof expectation>;
export type Action = keyof typeof actions;
export type Content<A extends Action> = z.output<(typeof actions)[A]>;

export const actionNames = Object.keys(actions) as Action[];
