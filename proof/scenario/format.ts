/** What a scenario file is; docs/SCENARIOS.md tells it to those who write one. */
import { z } from 'zod';
import { applicationKinds } from '../../api/cases/submission/form.ts';
import { departments } from '../../domain/access/departments.ts';
import { errorCodes } from '../../domain/errors.ts';
import { handbookRecipients } from '../../domain/handbook/handbook.ts';
import { channels, insuranceTypes } from '../../domain/policy/schema.ts';
import { answerSchema } from '../../domain/tasks/answers.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { agent, known, member, person, record } from './cast-format.ts';
import { expectation } from './expectation-format.ts';
import { byWhom, day, duration, inCase, instant, name, oneOrMore, orNone, papers, text } from './format-parts.ts';
import { onContacts } from './outreach-format.ts';
import { onRounds } from './round-format.ts';
import { onSampling } from './sampling-format.ts';
import { serviceNames } from './services.ts';

const onTask = { ...inCase, task: z.enum(taskKindNames) };

/** Stands for the signature under the report of a visit, which has no name in a scenario. */
export const unsigned = '00000000-0000-0000-0000-000000000000';

const answer = z.preprocess(
  (given) =>
    typeof given === 'object' && given !== null && 'outcome' in given && given.outcome === 'visited'
      ? { signatureId: unsigned, ...given }
      : given,
  answerSchema,
);

const unnamed = { person: name, id: text.optional(), department: z.enum(departments).optional() };
const reported = { ...unnamed, on: day, corrects: text.optional() };
const insuranceType = z.enum(insuranceTypes);

const registryReport = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('died'), ...reported }),
  z.strictObject({ kind: z.literal('retracted'), ...unnamed, corrects: text }),
  z.strictObject({ kind: z.enum(['insuranceLapsed', 'insuranceResumed']), ...reported, insuranceType }),
  z.strictObject({ kind: z.literal('insuranceTypeChanged'), ...reported, from: insuranceType, to: insuranceType }),
  z.strictObject({ kind: z.enum(['categoryGained', 'categoryLost']), ...reported, category: text }),
]);

/** What can be out. */
const partNames = [...serviceNames, 'schedules'] as const;

/** What can happen, one a step. */
const actions = {
  submit: z.strictObject({
    case: name,
    person: name,
    disease: text,
    region: text.optional(),
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
  supply: z.strictObject({
    ...inCase,
    by: name.optional(),
    papers,
    records: z.array(record).default([]),
    institution: text.optional(),
  }),
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
  ...onSampling,
  ...onContacts,
  down: z.enum(partNames),
  up: z.enum(partNames),
  /** What names this institution the settlement side registers no more. */
  settlementRefuses: orNone(z.strictObject({ institution: text })),
} as const;

const step = z
  .strictObject({
    note: text.optional(),
    at: instant.optional(),
    after: duration.optional(),
    ...z.strictObject(actions).partial().shape,
    refused: z.enum(errorCodes).optional(),
    expect: oneOrMore(expectation).optional(),
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

/** Of one region. */
const rules = z.strictObject({
  overlay: text,
  /** Another region, which works by the same pack. */
  region: text.optional(),
  figures: z.record(text, z.unknown()).default({}),
});

/** Those that a scenario does not need are not played by themselves. */
export const schedulesOnDemand = ['outreach', 'sampling'] as const;

export const scenarioFormat = z.strictObject({
  scenario: text,
  proves: z.array(text).default([]),
  start: instant,
  policy: oneOrMore(rules),
  schedules: z.array(z.enum(schedulesOnDemand)).default([]),
  people: z.record(name, person),
  agents: z.record(name, agent).default({}),
  staff: z.record(name, member).default({}),
  steps: z.array(step).min(1),
});

export type Scenario = z.output<typeof scenarioFormat>;
export type Step = Scenario['steps'][number];
export type Action = keyof typeof actions;
export type Content<A extends Action> = z.output<(typeof actions)[A]>;

export const actionNames = Object.keys(actions) as Action[];
