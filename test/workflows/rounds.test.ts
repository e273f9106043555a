/** 每月集中评审: a round from its cut-off to its publication, in virtual time (PRACTICE #15, Panels). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import { openOffice, type Applied, type Office } from './office.ts';
import { anExpert, castBallots, openRound, untilMonthBegins, waitingForRound } from './round-stories.ts';
import { approval, completeForTheBatch, confirmer, poor, type Story } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  office.batches.experts = ['expert-1', 'expert-2', 'expert-3'].map(anExpert);
  await untilMonthBegins(office);
});
afterAll(() => office.close());

const waiting = (story?: Story) => waitingForRound(office, story);
const cast = (roundId: string, application: Applied, ...opinions: readonly ('approved' | 'notRecognised')[]) =>
  castBallots(office, roundId, application, ...opinions);
it('rules by two ballots, as of the signature, and wakes its member once', async () => {
  const application = await waiting();
  const roundId = await openRound(office);
  await office.passes('2 hours');
  expect(office.batches.member(roundId, application.caseId).calls).toHaveLength(2);
  cast(roundId, application, 'approved', 'approved');
  await office.passes('3 days');
  expect(office.batches.of(roundId).stored.state).toBe('closed');
  expect(application.record().stored.decision).toBeNull();

  await office.round(roundId).sign('supervisor-1');
  await expect(application.ended()).resolves.toBe('approved');
  await office.round(roundId).ended();
  const { decision, filingNumber } = application.record().stored;
  const { at } = office.batches.of(roundId).signed!;
  expect(decision).toMatchObject({
    decidedAt: at.toISOString(),
    decidedBy: { kind: 'panel', round: roundId, subject: 'supervisor-1', role: 'supervisor' },
    benefitFrom: addDays(localDay(at), 1),
  });
  expect(filingNumber).toBeTruthy();
  expect(application.record().notices.map(({ template }) => template)).toEqual(['received', 'approved']);
  expect(office.batches.of(roundId).stored.state).toBe('published');
});

const stateOf = (roundId: string, { caseId }: Applied) => office.batches.member(roundId, caseId).state;
const told = ({ record }: Applied) => record().notices.map(({ template }) => template);

describe('without a quorum', () => {
  it('the silent are replaced, then an extra round of the same month rules, the applicant told', async () => {
    const application = await waiting();
    const roundId = await openRound(office);
    await office.passes('2 hours');
    cast(roundId, application, 'approved');
    await office.passes('36 hours');
    const [one, silent, successor] = office.batches.member(roundId, application.caseId).calls;
    expect([one!.state, silent!.state, successor!.state]).toEqual(['cast', 'replaced', 'waiting']);

    await office.passes('12 hours');
    await office.round(roundId).ended();
    expect(office.batches.member(roundId, application.caseId)).toMatchObject({ state: 'carried', because: 'noQuorum' });
    expect(told(application)).toEqual(['received', 'roundCarried']);
    const extra = [...office.batches.rounds.values()].find(({ kind }) => kind === 'extra')!;
    expect(extra.stored.month).toBe(office.batches.of(roundId).stored.month);

    await office.passes('1 hour');
    cast(extra.stored.id, application, 'notRecognised', 'notRecognised');
    await office.passes('7 days');
    await office.round(extra.stored.id).sign('supervisor-1');
    await expect(application.ended()).resolves.toBe('notRecognised');
    expect(application.record().stored.decision!.reasons).toMatchObject([{ code: 'criterionNotMet' }]);
    await office.round(extra.stored.id).ended();
  });
});

describe('an expert asks the applicant', () => {
  async function asked(): Promise<readonly [Applied, string]> {
    const application = await waiting();
    const roundId = await openRound(office);
    await office.passes('2 hours');
    office.batches.member(roundId, application.caseId).state = 'asked';
    const also = [{ criterion: 'coronaryDisease', evidence: 'specialistDiagnosis' }];
    await application.tell({ kind: 'roundAsks', by: 'expert-1', round: roundId }, { also });
    return [application, roundId];
  }

  it('and judges in the same round what is supplied in time', async () => {
    const [application, roundId] = await asked();
    const request = application.record().ledger.find(({ action }) => action === 'supplementRequested')!;
    expect(request).toMatchObject({
      actor: 'expert-1',
      result: { missing: [{ params: { required: ['specialistDiagnosis'] } }] },
    });
    expect(application.record()).toMatchObject({ stage: 'awaitingSupplement', dueAt: null });
    await expect(application.tell({ kind: 'roundAsks', by: 'expert-2', round: roundId })).rejects.toThrow();

    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.reached(({ stage }) => stage === 'awaitingBatch');
    expect(stateOf(roundId, application)).toBe('judging');
    cast(roundId, application, 'approved', 'approved');
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    await expect(application.ended()).resolves.toBe('approved');
    await office.round(roundId).ended();
  });

  it('and what is not supplied by the closing goes to a later round, in which nothing more is asked', async () => {
    const [application, roundId] = await asked();
    await office.passes('3 days');
    await office.round(roundId).ended();
    expect(office.batches.member(roundId, application.caseId)).toMatchObject({ state: 'carried', because: 'asked' });
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.reached(({ stage }) => stage === 'awaitingBatch');
    await expect(application.tell({ kind: 'roundAsks', by: 'expert-1', round: roundId })).rejects.toThrow();
    await application.handle.terminate();
  });
});

describe('a member that is gone', () => {
  it('is left out: withdrawn while ballots are cast, or between closing and signature', async () => {
    const [early, late, stays] = [await waiting(), await waiting(), await waiting()];
    const roundId = await openRound(office);
    await office.passes('2 hours');
    for (const application of [late, stays]) cast(roundId, application, 'approved', 'approved');
    await early.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await office.passes('3 days');
    expect(stateOf(roundId, early)).toBe('left');
    expect(stateOf(roundId, late)).toBe('ruled');
    await late.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await office.round(roundId).sign('supervisor-1');
    await office.round(roundId).ended();
    expect([stateOf(roundId, late), stateOf(roundId, stays)]).toEqual(['left', 'ruled']);
    expect(late.record().stored.decision).toBeNull();
    await expect(stays.ended()).resolves.toBe('approved');
  });

  it("is left out where the institution confirmed it from records first; else the round decides, and the task is nobody's", async () => {
    const [confirmed, ruled] = [await waiting(poor(completeForTheBatch)), await waiting(poor(completeForTheBatch))];
    const roundId = await openRound(office);
    await office.passes('2 hours');
    for (const application of [confirmed, ruled]) cast(roundId, application, 'approved', 'approved');
    await confirmed.answer(approval(await confirmed.task('recordConfirmation'), confirmer));
    await confirmed.ended();
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    await ruled.ended();
    await office.round(roundId).ended();
    expect(stateOf(roundId, confirmed)).toBe('left');
    expect(ruled.record().stored.decision!.decidedBy.kind).toBe('panel');
    expect(ruled.record().tasks).toMatchObject([{ kind: 'recordConfirmation', state: 'cancelled' }]);
  });
});

it('an empty round closes and publishes by itself', async () => {
  const roundId = await openRound(office);
  await office.passes('3 days');
  await office.round(roundId).ended();
  expect(office.batches.of(roundId)).toMatchObject({ stored: { state: 'published' } });
  expect(office.batches.of(roundId).signed).toBeUndefined();
});

it('rounds overlap, and a case is judged in one of them; a signature that is missing is an alarm until it comes', async () => {
  const first = await waiting();
  const [one, other] = [await openRound(office), await openRound(office)];
  await office.passes('2 hours');
  const [holder, empty] = office.batches.of(one).members.has(first.caseId) ? [one, other] : [other, one];
  expect(office.batches.of(empty).members.size).toBe(0);
  cast(holder, first, 'approved', 'approved');
  await office.passes('4 days');
  expect(office.upkeep.alarms.get(`roundUnsigned:${holder}`)).toMatchObject({ problem: 'ROUND_UNSIGNED' });
  await office.round(holder).sign('supervisor-1');
  await office.round(holder).ended();
  expect(office.upkeep.alarms.has(`roundUnsigned:${holder}`)).toBe(false);
  await office.round(empty).ended();
});

/** How many of them there are depends on what happens to come in one. */
function isOfWorkflowTask(event: Awaited<ReturnType<ReturnType<Office['round']>['history']>>[number]): boolean {
  return Boolean(
    event.workflowTaskScheduledEventAttributes ??
    event.workflowTaskStartedEventAttributes ??
    event.workflowTaskCompletedEventAttributes,
  );
}

it('costs its coordinator no more events for many members than for one', async () => {
  async function eventsFor(count: number): Promise<number> {
    const members: Applied[] = [];
    while (members.length < count) members.push(await waiting());
    const roundId = await openRound(office);
    await office.passes('2 hours');
    for (const member of members) cast(roundId, member, 'approved', 'approved');
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    await office.round(roundId).ended();
    return (await office.round(roundId).history()).filter((event) => !isOfWorkflowTask(event)).length;
  }
  const [one, many] = [await eventsFor(1), await eventsFor(25)];
  expect(many).toBe(one);
  expect(many).toBeLessThan(200);
});
