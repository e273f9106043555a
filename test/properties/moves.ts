/** What people, registries, time and outages may do next, drawn at random and played on the office. */
import { randomUUID } from 'node:crypto';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { Involvement } from '../../domain/tasks/four-eyes.ts';
import { outcomesOf, type TaskKind } from '../../domain/tasks/kinds.ts';
import type { Actor } from '../../domain/tasks/answer-given.ts';
import type { Said } from '../workflows/conversations.ts';
import type { Applied, Office } from '../workflows/office.ts';
import type { RecordedTask } from '../workflows/records.ts';
import * as stories from '../workflows/stories.ts';

export const applications = {
  clear: stories.clear,
  doubtful: stories.doubtful,
  incomplete: stories.incomplete,
  notInsured: stories.notInsured,
  chain: stories.completeForTheChain,
  incompleteChain: stories.forTheChain,
  batch: stories.completeForTheBatch,
  incompleteBatch: stories.forTheBatch,
  confirmable: stories.poor(stories.completeForTheBatch),
} as const;

/** The first entered every application. */
const people = ['desk-1', 'first', 'second', 'third'] as const;
const said = ['supplied', 'withdrawn', 'takenBack', 'personDied'] as const;
const durations = ['1 hour', '9 hours', '1 day', '4 days', '13 days', '40 days'] as const;
const parts = ['store', 'settlement', 'notifier'] as const;

const which = fc.nat({ max: 11 });
const answering = fc.record({
  move: fc.constant('answer' as const),
  outcome: which,
  person: fc.constantFrom(...people),
  standsInFor: fc.option(fc.constantFrom(...people), { freq: 6, nil: undefined }),
});
const telling = fc.record({ move: fc.constant('tell' as const), what: fc.constantFrom(...said), proves: fc.boolean() });
const move = fc.oneof({ weight: 4, arbitrary: answering }, { weight: 1, arbitrary: telling });
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ step: fc.constant('alone' as const), on: which, move }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('together' as const), on: which, one: move, other: move }) },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('time' as const), passes: fc.constantFrom(...durations) }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('reopen' as const), on: which }) },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant('outage' as const), on: which, of: fc.constantFrom(...parts), move }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const names = Object.keys(applications) as (keyof typeof applications)[];

export const course = fc.record({
  applications: fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 3 }),
  downAtFirst: fc.option(fc.constantFrom(...parts), { freq: 1, nil: undefined }),
  steps: fc.array(step, { minLength: 6, maxLength: 14 }),
});

export interface Answered {
  readonly opening: number;
  readonly taskId: string;
  readonly kind: TaskKind;
  readonly by: Actor;
  readonly outcome: AnswerOutcome;
}

/** One case over all its openings, and what was said to it. */
export interface Life {
  applied: Applied;
  readonly answered: Answered[];
  /** Ids of messages that the case refused. */
  readonly refused: string[];
}

/** Plays one step, until nothing is under way. */
export async function play(office: Office, lives: readonly Life[], next: Step): Promise<void> {
  if (next.step === 'time') return office.passes(next.passes);
  const life = lives[next.on % lives.length]!;
  switch (next.step) {
    case 'alone':
      await alone(office, life, next.move);
      break;
    case 'together':
      await Promise.all([say(life, next.one), say(life, next.other)]);
      break;
    case 'reopen':
      await openAgain(office, life);
      break;
    case 'outage':
      await during(office, next.of, () => say(life, next.move));
  }
  await office.passes('1 second');
}

/** A refusal leaves no trace. */
async function alone(office: Office, life: Life, next: Move): Promise<void> {
  const before = await life.applied.record();
  const taken = await say(life, next);
  if (!taken) expect(await life.applied.record()).toEqual(before);
}

/** Whether the case took it. */
async function say(life: Life, next: Move): Promise<boolean> {
  return next.move === 'answer' ? answer(life, next) : tell(life, next);
}

async function answer(
  life: Life,
  { outcome, person, standsInFor }: Extract<Move, { move: 'answer' }>,
): Promise<boolean> {
  const { applied } = life;
  const { tasks, opening } = await applied.record();
  const task = tasks.findLast(({ state }) => state === 'ready') ?? tasks.at(-1);
  if (!task) return false;
  const possible = outcomesOf(task.kind);
  const by = {
    subject: person,
    role: 'reviewer',
    ...(standsInFor && standsInFor !== person && { onBehalfOf: standsInFor }),
  };
  const given = answerTo(task, possible[outcome % possible.length]!, by);
  const taken = await heard(applied.answer(given));
  if (taken) life.answered.push({ opening, taskId: task.id, kind: task.kind, by, outcome: given.outcome });
  return taken;
}

async function tell(life: Life, { what, proves }: Extract<Move, { move: 'tell' }>): Promise<boolean> {
  const id = randomUUID();
  const { tasks } = await life.applied.record();
  const opinion = tasks.findLast(({ kind, state }) => kind === 'departmentReview' && state === 'completed');
  const message = { kind: what, by: 'applicant-1', ...(what === 'takenBack' && opinion && { taskId: opinion.id }) };
  const taken = await heard(life.applied.tell(message, proves ? { records: [stories.nephritis] } : {}, id));
  if (!taken) life.refused.push(id);
  return taken;
}

/** False when it was refused; whatever else goes wrong is thrown. */
async function heard(update: Promise<unknown>): Promise<boolean> {
  try {
    await update;
    return true;
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** As the API lets people: what lapsed by supplying it, what was refused by one appeal. */
async function openAgain(office: Office, life: Life): Promise<void> {
  const { applied } = life;
  const { stage, ending, decision, opening } = await applied.record();
  if (stage === 'ended' && ending === 'lapsed') {
    life.applied = await office.openAgain(applied, 'supplied');
  } else if (stage === 'closed' && decision?.outcome === 'notRecognised' && opening === 0) {
    life.applied = await office.openAgain(applied, 'appealed');
  }
}

export function whoDecided({ answered }: Life): Involvement[] {
  return answered.flatMap(({ by }) => namesIn(by).map((subject): Involvement => ({ subject, rule: 'decided' })));
}

export function namesIn({ subject, onBehalfOf }: Actor): string[] {
  return onBehalfOf ? [subject, onBehalfOf] : [subject];
}

/** Something is down while it is said, and comes back. */
export async function during(office: Office, part: (typeof parts)[number], act: () => Promise<unknown>): Promise<void> {
  setDown(office, part, true);
  const acted = act();
  acted.catch(() => undefined); // met below
  await office.passes('5 minutes');
  setDown(office, part, false);
  await office.passes('2 minutes');
  await acted;
}

function setDown(office: Office, part: (typeof parts)[number], down: boolean): void {
  if (part === 'store') office.faults.down = down;
  else office[part].behaviour = down ? 'isDown' : 'answers';
}

function answerTo(task: RecordedTask, outcome: AnswerOutcome, by: Actor): Said {
  switch (outcome) {
    case 'approved':
      return stories.approval(task, by);
    case 'notRecognised':
      return stories.refusal(task, by);
    case 'recommended':
      return stories.recommendation(task, by);
    case 'notRecommended':
      return stories.objection(task, by);
    case 'supplementRequested':
      return stories.request(task, by);
    case 'notAccepted':
      return stories.notTakenUp(task, by);
    default:
      return stories.said(outcome as 'accepted' | 'returned' | 'leftToRound', task, by);
  }
}
