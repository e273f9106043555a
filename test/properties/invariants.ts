/** What holds of every case whenever nothing is under way. */
import { expect } from 'vitest';
import { endings, type Stage } from '../../domain/case/stage.ts';
import { acceptanceDue, appealDue, attentionTimes, decisionDue } from '../../domain/deadlines/deadlines.ts';
import type { Actor } from '../../domain/tasks/answer-given.ts';
import { barredFrom, type Involvement } from '../../domain/tasks/four-eyes.ts';
import { isBesideCase, type TaskKind } from '../../domain/tasks/kinds.ts';
import { calendar } from '../workflows/office-parts.ts';
import type { CaseRecord, RecordedTask } from '../workflows/records.ts';
import { county, rizhao } from '../workflows/stories.ts';
import { namesIn, whoDecided, type Answered, type Life } from './moves.ts';

/** Whose task stands in the queue while a case waits so; the rest wait for the applicant, or for a round. */
const asks: Partial<Record<Stage, readonly TaskKind[]>> = {
  awaitingAcceptance: ['acceptance', 'deskAcceptance'],
  awaitingOfficer: ['officerDecision'],
  awaitingDepartment: ['departmentReview'],
  awaitingConfirmation: ['confirmation'],
  awaitingAppeal: ['appealReview'],
};

export async function holdsOf(life: Life, now: Date): Promise<void> {
  const record = await life.applied.record();
  oneConclusionAnOpening(record);
  fourEyes(life, record);
  refusedLeftNoTrace(life, record);
  for (const task of record.tasks) marksInTime(record, task, now);
  if (isOver(record)) return leftNothing(life, record);
  await hasNextStep(life, record, now);
  clockStopsForTheApplicant(record);
  deadlineAsTheDomainSays(record);
}

function isOver({ stage }: CaseRecord): boolean {
  return stage === 'closed' || stage === 'ended';
}

function readyTasks({ tasks }: CaseRecord): RecordedTask[] {
  return tasks.filter(({ state, kind }) => state === 'ready' && !isBesideCase(kind));
}

function oneConclusionAnOpening(record: CaseRecord): void {
  const concluded = record.ledger.filter(
    ({ action }) => action === 'decided' || endings.some((ending) => ending === action),
  );
  const expected = Array.from(
    { length: record.opening + (isOver(record) ? 1 : 0) },
    (_, opening) => `decide:${opening}`,
  );
  expect(concluded.map(({ key }) => key)).toEqual(expected);
}

async function leftNothing({ applied }: Life, record: CaseRecord): Promise<void> {
  expect(readyTasks(record)).toEqual([]);
  const ending = await applied.ended();
  const { result } = record.ledger.find(({ key }) => key === `decide:${record.opening}`)!;
  expect(result).toMatchObject(ending === 'approved' || ending === 'notRecognised' ? { outcome: ending } : { ending });
}

/** An open task and the timer of its next mark; or a running timer of the applicant or the round. */
async function hasNextStep({ applied }: Life, record: CaseRecord, now: Date): Promise<void> {
  const { stage } = record;
  const ready = readyTasks(record);
  const kinds = asks[stage];
  if (kinds)
    expect(
      ready.map(({ kind }) => kinds.includes(kind)),
      `${stage} has its task`,
    ).toEqual([true]);
  else expect(['awaitingSupplement', 'awaitingBatch']).toContain(stage);
  const [task] = ready;
  const last = task ? attentionTimes(policyOf(record), task.dueAt).escalateAt : (record.dueAt ?? record.supplyBy!);
  if (last > now) expect(await runningTimers(applied), `a timer runs in ${stage}`).not.toEqual([]);
}

async function runningTimers({ history }: Life['applied']): Promise<string[]> {
  const timers = new Set<string>();
  for (const event of await history()) {
    const {
      timerStartedEventAttributes: started,
      timerFiredEventAttributes: fired,
      timerCanceledEventAttributes: cancelled,
    } = event;
    if (started) timers.add(started.timerId!);
    const over = fired ?? cancelled;
    if (over) timers.delete(over.timerId!);
  }
  return [...timers];
}

/** A mark is there once its time has passed over the waiting task, and never before. */
function marksInTime(record: CaseRecord, task: RecordedTask, now: Date): void {
  const at = (key: string) => record.ledger.find((entry) => entry.key === `task:${task.id}:${key}`)?.at;
  const opened = at('open')!;
  const { escalateAt } = attentionTimes(policyOf(record), task.dueAt);
  const times = { warned: task.warnAt!, breached: task.dueAt, escalated: escalateAt };
  for (const [mark, time] of Object.entries(times)) {
    const marked = at(mark);
    if (marked) expect(marked.getTime(), `${mark} not before its time`).toBeGreaterThanOrEqual(time.getTime());
    if (task.state !== 'ready') continue;
    const isDue = time <= now && (mark !== 'warned' || time > opened);
    expect(marked !== undefined, `${task.kind} ${mark} at ${time.toISOString()}, now ${now.toISOString()}`).toBe(isDue);
    expect(task.marks.includes(mark as 'warned')).toBe(isDue);
  }
}

function clockStopsForTheApplicant({ stage, dueAt, waitingSince, supplyBy }: CaseRecord): void {
  const stands = stage === 'awaitingSupplement';
  expect({ dueAt: dueAt === null, waiting: waitingSince != null, supplyBy: supplyBy != null }, stage).toEqual({
    dueAt: stands,
    waiting: stands,
    supplyBy: stands,
  });
}

function deadlineAsTheDomainSays(record: CaseRecord): void {
  if (record.stage === 'awaitingSupplement') return;
  expect(record.dueAt, record.stage).toEqual(deadlineOf(record));
}

function deadlineOf(record: CaseRecord): Date {
  const { stage, procedure, receivedAt, reopenedAt, ledger } = record;
  const policy = policyOf(record);
  const at = (prefix: string) => ledger.findLast(({ key }) => key.startsWith(prefix))!.at;
  const opened = reopenedAt ?? receivedAt;
  if (stage === 'awaitingAppeal') return appealDue(policy, calendar, at('appeal:'));
  if (stage === 'awaitingAcceptance') return acceptanceDue(policy, calendar, opened);
  // What is decided at once is not accepted first: it counts from its last assessment.
  const acceptedAt = record.acceptedAt ?? at('assess:');
  return decisionDue(policy, procedure, calendar, { acceptedAt, waits: waitsIn(record) });
}

/** Of this opening; that it was opened by supplying is no wait. */
function waitsIn({ ledger, opening }: CaseRecord): { from: Date; until: Date }[] {
  const since = ledger.slice(ledger.findIndex(({ key }) => key === `take:${opening}`));
  const asked = since.find(({ key }) => key.startsWith('supplement:'));
  const supplied = since.findLast(({ key }) => key.startsWith('supplied:'));
  return asked && supplied && supplied.at >= asked.at ? [{ from: asked.at, until: supplied.at }] : [];
}

/** Nobody acts who entered, recommended or decided, where that bars; each task has one answer. */
function fourEyes(life: Life, { ledger, tasks }: CaseRecord): void {
  const { answered } = life;
  expect(new Set(answered.map(({ taskId }) => taskId)).size, 'one answer a task').toBe(answered.length);
  for (const answer of answered) {
    const task = tasks.find(({ id }) => id === answer.taskId)!;
    const barred = barredFrom(answer.kind, involvedBefore(life, answer, task.follows));
    for (const person of namesIn(answer.by)) expect(Object.keys(barred), answer.kind).not.toContain(person);
    expect(ledger.flatMap(({ actor, result }) => [actor, answererIn(result)])).toContain(answer.by.subject);
  }
}

/** Where something else came of an answer than it said. */
function answererIn(result: object): string | undefined {
  return 'answered' in result ? (result.answered as { by: Actor }).by.subject : undefined;
}

function involvedBefore(life: Life, { opening }: Answered, follows: string | null): Involvement[] {
  const earlier = life.answered.filter((other) => other.opening < opening);
  const recommended = life.answered.filter(({ taskId, kind }) => kind === 'departmentReview' && taskId === follows);
  return [
    { subject: 'desk-1', rule: 'entered' },
    ...recommended.flatMap(({ by }) => namesIn(by).map((subject): Involvement => ({ subject, rule: 'recommended' }))),
    ...whoDecided({ ...life, answered: earlier }),
  ];
}

function refusedLeftNoTrace({ refused }: Life, { ledger }: CaseRecord): void {
  const keys = ledger.map(({ key }) => key);
  for (const id of refused) expect(keys.filter((key) => key.includes(id))).toEqual([]);
}

function policyOf({ policyVersionId }: CaseRecord) {
  return policyVersionId === county.id ? county : rizhao;
}
