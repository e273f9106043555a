/** 受理, 一次性告知补正, 不予受理 (PRACTICE, Acceptance). */
import type { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endOfDay, localDay } from '../../../domain/time-zone.ts';
import { insuredPerson } from '../far-edge.ts';
import { openOffice, type Applied, type Office } from '../office.ts';
import {
  approval,
  confirmer,
  desk,
  forTheChain,
  incomplete,
  nephritis,
  notTakenUp,
  pathology,
  recommendation,
  request,
  said,
} from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const day = 86_400_000;

async function asked(): Promise<Applied> {
  const application = await office.apply(forTheChain);
  await application.answer(request(await application.task('deskAcceptance'), desk));
  return application;
}

describe('an application that lacks something', () => {
  it('is accepted by the window as it is, and reviewed', async () => {
    const application = await office.apply(forTheChain);
    const task = await application.task('deskAcceptance');
    expect(task.open).toMatchObject([{ code: 'evidenceMissing' }]);
    await application.answer(said('accepted', task, desk));
    await application.task('departmentReview');
    expect(await application.record()).toMatchObject({ acceptedBy: desk.subject, stage: 'awaitingDepartment' });
    await application.handle.terminate();
  });

  it('counts as accepted on receipt when nobody answers within the pack’s days', async () => {
    const application = await office.apply(forTheChain);
    await application.task('deskAcceptance');
    await office.passes('5 days');
    await application.task('departmentReview');
    const { acceptedAt, acceptedBy, receivedAt, tasks } = await application.record();
    expect({ acceptedAt, acceptedBy }).toEqual({ acceptedAt: receivedAt, acceptedBy: 'silence' });
    expect(tasks[0]).toMatchObject({ kind: 'deskAcceptance', state: 'cancelled' });
    await application.handle.terminate();
  });

  it('is not taken up, with a reason, and nothing is said about the disease', async () => {
    const application = await office.apply(forTheChain);
    await application.answer(notTakenUp(await application.task(), desk));
    await expect(application.ended()).resolves.toBe('notAccepted');
    const record = await application.record();
    expect(record).toMatchObject({
      stage: 'ended',
      ending: 'notAccepted',
      holdsPlace: false,
      status: 'ended',
      decision: null,
    });
    expect(record.notices.map(({ template }) => template)).toEqual(['received', 'notAccepted']);
  });
});

describe('the one request for what is missing', () => {
  it('stops the clock; the deadline moves by the days waited', async () => {
    const application = await asked();
    const { dueAt, stage, waitingSince } = await application.reached((record) => record.stage === 'awaitingSupplement');
    expect({ dueAt, stage }).toEqual({ dueAt: null, stage: 'awaitingSupplement' });
    expect(waitingSince).toBeInstanceOf(Date);
    await office.passes('4 days');
    await application.tell({ kind: 'supplied', by: 'applicant-1' }, { records: [nephritis] });
    const review = await application.task('departmentReview');
    const suppliedOn = localDay(await office.now());
    const earliest = endOfDay(suppliedOn).getTime() + 3 * day;
    expect(review.dueAt.getTime()).toBeGreaterThanOrEqual(earliest);
    expect(review.dueAt.getTime()).toBeLessThanOrEqual(earliest + 2 * day);
    expect(await application.record()).toMatchObject({ waitingSince: null, supplyBy: null, acceptedBy: 'rules' });
    await application.answer(recommendation(review));
    await application.answer(approval(await application.task('confirmation'), confirmer));
    await expect(application.ended()).resolves.toBe('approved');
    expect((await application.record()).assessments.map(({ ordinal }) => ordinal)).toEqual([0, 1]);
  });

  it('is made once', async () => {
    const application = await asked();
    await office.passes('1 day');
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    const task = await application.task('deskAcceptance');
    const error = await application.answer(request(task, desk)).catch((thrown: unknown) => thrown);
    expect((error as WorkflowUpdateFailedError).cause).toMatchObject({ type: 'ANSWER_NOT_POSSIBLE' });
    await application.handle.terminate();
  });

  it('reminds, lapses without prejudice, and supplying opens the case again', async () => {
    const application = await asked();
    await office.passes('20 days');
    await expect(application.ended()).resolves.toBe('lapsed');
    const templates = (await application.record()).notices.map(({ template }) => template);
    expect(templates).toEqual(['received', 'supplementRequested', 'supplementReminder', 'lapsed']);

    const again = await office.openAgain(application, 'supplied', { records: [nephritis] });
    await again.answer(recommendation(await again.task('departmentReview')));
    await again.answer(approval(await again.task('confirmation'), confirmer));
    await expect(again.ended()).resolves.toBe('approved');
    const record = await again.record();
    expect(record).toMatchObject({ opening: 1, status: 'decided', decision: { outcome: 'approved' } });
    expect(record.ledger.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['decide:0', 'take:1', 'assess:1', 'decide:1', 'file:1', 'notify:decision:1']),
    );
  });

  it('may be made by the officer of a case that is decided at once; the rules look again', async () => {
    const application = await office.apply(incomplete);
    await application.answer(request(await application.task('officerDecision')));
    await application.reached(({ stage }) => stage === 'awaitingSupplement');
    office.registry.know((await application.record()).personId, { ...insuredPerson('rizhao'), records: [pathology] });
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await expect(application.ended()).resolves.toBe('approved');
    expect((await application.record()).decision!.decidedBy).toEqual({ kind: 'rules' });
  });
});
