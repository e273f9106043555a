/** 每月集中评审: a round from its cut-off to its publication, in virtual time (PRACTICE #15, Panels). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../../../domain/plain-date.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { openOffice, type Applied, type Office } from '../office.ts';
import {
  castBallots,
  employ,
  markAsked,
  memberOf,
  openRound,
  stateOfRound,
  untilMonthBegins,
  waitingForRound,
} from './stories.ts';
import { approval, completeForTheBatch, confirmer, poor, type Story } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  await employ(office, 'expert-1', 'expert-2', 'expert-3');
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
  expect((await memberOf(office, roundId, application)).assignments).toHaveLength(2);
  await cast(roundId, application, 'approved', 'approved');
  await office.passes('3 days');
  expect(await stateOfRound(office, roundId)).toBe('closed');
  expect((await application.record()).decision).toBeNull();

  await office.round(roundId).sign('supervisor-1');
  await expect(application.ended()).resolves.toBe('approved');
  await office.round(roundId).ended();
  const { decision, filingNumber } = await application.record();
  const { signedAt: at } = await office.prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } });
  expect(decision).toMatchObject({
    decidedAt: at!.toISOString(),
    decidedBy: { kind: 'panel', round: roundId, subject: 'supervisor-1', role: 'supervisor' },
    benefitFrom: addDays(localDay(at!), 1),
  });
  expect(filingNumber).toBeTruthy();
  expect((await application.record()).notices.map(({ template }) => template)).toEqual(['received', 'approved']);
  expect(await stateOfRound(office, roundId)).toBe('published');
});

const stateOf = async (roundId: string, application: Applied) => (await memberOf(office, roundId, application)).state;
const told = async ({ record }: Applied) => (await record()).notices.map(({ template }) => template);

describe('without a quorum', () => {
  it('the silent are replaced, then an extra round of the same month rules, the applicant told', async () => {
    const application = await waiting();
    const roundId = await openRound(office);
    await office.passes('2 hours');
    await cast(roundId, application, 'approved');
    await office.passes('36 hours');
    const [one, silent, successor] = (await memberOf(office, roundId, application)).assignments;
    expect([one!.state, silent!.state, successor!.state]).toEqual(['cast', 'replaced', 'waiting']);

    await office.passes('12 hours');
    await office.round(roundId).ended();
    expect(await memberOf(office, roundId, application)).toMatchObject({
      state: 'carried',
      carriedBecause: 'noQuorum',
    });
    expect(await told(application)).toEqual(['received', 'roundCarried']);
    const { batchRound } = office.prisma;
    const [extra, ...others] = await batchRound.findMany({ where: { kind: 'extra' } });
    expect(others).toEqual([]);
    expect(extra!.month).toBe((await batchRound.findUniqueOrThrow({ where: { id: roundId } })).month);

    await office.passes('1 hour');
    await cast(extra!.id, application, 'notRecognised', 'notRecognised');
    await office.passes('7 days');
    await office.round(extra!.id).sign('supervisor-1');
    await expect(application.ended()).resolves.toBe('notRecognised');
    expect((await application.record()).decision!.reasons).toMatchObject([{ code: 'criterionNotMet' }]);
    await office.round(extra!.id).ended();
  });
});

describe('an expert asks the applicant', () => {
  async function asked(): Promise<readonly [Applied, string]> {
    const application = await waiting();
    const roundId = await openRound(office);
    await office.passes('2 hours');
    await markAsked(office, roundId, application);
    const also = [{ criterion: 'coronaryDisease', evidence: 'specialistDiagnosis' }];
    await application.tell({ kind: 'roundAsks', by: 'expert-1' }, { also });
    return [application, roundId];
  }

  it('and judges in the same round what is supplied in time', async () => {
    const [application, roundId] = await asked();
    const request = (await application.record()).ledger.find(({ action }) => action === 'supplementRequested')!;
    expect(request).toMatchObject({
      actor: 'expert-1',
      result: { missing: [{ params: { required: ['specialistDiagnosis'] } }] },
    });
    expect(await application.record()).toMatchObject({ stage: 'awaitingSupplement', dueAt: null });
    await expect(application.tell({ kind: 'roundAsks', by: 'expert-2' })).rejects.toThrow();

    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.reached(({ stage }) => stage === 'awaitingBatch');
    expect(await stateOf(roundId, application)).toBe('judging');
    await cast(roundId, application, 'approved', 'approved');
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    await expect(application.ended()).resolves.toBe('approved');
    await office.round(roundId).ended();
  });

  it('and what is not supplied by the closing goes to a later round, in which nothing more is asked', async () => {
    const [application, roundId] = await asked();
    await office.passes('3 days');
    await office.round(roundId).ended();
    expect(await memberOf(office, roundId, application)).toMatchObject({ state: 'carried', carriedBecause: 'asked' });
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.reached(({ stage }) => stage === 'awaitingBatch');
    await expect(application.tell({ kind: 'roundAsks', by: 'expert-1' })).rejects.toThrow();
    await application.handle.terminate();
  });
});

describe('a member that is gone', () => {
  it('is left out: withdrawn while ballots are cast, or between closing and signature', async () => {
    const [early, late, stays] = [await waiting(), await waiting(), await waiting()];
    const roundId = await openRound(office);
    await office.passes('2 hours');
    for (const application of [late, stays]) await cast(roundId, application, 'approved', 'approved');
    await early.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await office.passes('3 days');
    expect(await stateOf(roundId, early)).toBe('left');
    expect(await stateOf(roundId, late)).toBe('ruled');
    await late.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await office.round(roundId).sign('supervisor-1');
    await office.round(roundId).ended();
    expect([await stateOf(roundId, late), await stateOf(roundId, stays)]).toEqual(['left', 'ruled']);
    expect((await late.record()).decision).toBeNull();
    await expect(stays.ended()).resolves.toBe('approved');
  });

  it("is left out where the institution confirmed it from records first; else the round decides, and the task is nobody's", async () => {
    const [confirmed, ruled] = [await waiting(poor(completeForTheBatch)), await waiting(poor(completeForTheBatch))];
    const roundId = await openRound(office);
    await office.passes('2 hours');
    for (const application of [confirmed, ruled]) await cast(roundId, application, 'approved', 'approved');
    await confirmed.answer(approval(await confirmed.task('recordConfirmation'), confirmer));
    await confirmed.ended();
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    await ruled.ended();
    await office.round(roundId).ended();
    expect(await stateOf(roundId, confirmed)).toBe('left');
    expect((await ruled.record()).decision!.decidedBy.kind).toBe('panel');
    expect((await ruled.record()).tasks).toMatchObject([{ kind: 'recordConfirmation', state: 'cancelled' }]);
  });
});

it('an empty round closes and publishes by itself', async () => {
  const roundId = await openRound(office);
  await office.passes('3 days');
  await office.round(roundId).ended();
  const round = await office.prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } });
  expect(round).toMatchObject({ state: 'published', signedBy: null, signedAt: null });
});

it('rounds overlap, and a case is judged in one of them; a signature that is missing is an alarm until it comes', async () => {
  const first = await waiting();
  const [one, other] = [await openRound(office), await openRound(office)];
  await office.passes('2 hours');
  const { roundId: holder } = await office.prisma.roundMember.findFirstOrThrow({ where: { caseId: first.caseId } });
  const empty = holder === one ? other : one;
  expect(await office.prisma.roundMember.count({ where: { roundId: empty } })).toBe(0);
  await cast(holder, first, 'approved', 'approved');
  await office.passes('4 days');
  expect((await office.alarms()).get(`roundUnsigned:${holder}`)).toBe('ROUND_UNSIGNED');
  await office.round(holder).sign('supervisor-1');
  await office.round(holder).ended();
  expect((await office.alarms()).has(`roundUnsigned:${holder}`)).toBe(false);
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
    for (const member of members) await cast(roundId, member, 'approved', 'approved');
    await office.passes('3 days');
    await office.round(roundId).sign('supervisor-1');
    await office.round(roundId).ended();
    return (await office.round(roundId).history()).filter((event) => !isOfWorkflowTask(event)).length;
  }
  const [one, many] = [await eventsFor(1), await eventsFor(25)];
  expect(many).toBe(one);
  expect(many).toBeLessThan(200);
});
