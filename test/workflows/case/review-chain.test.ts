/** 科室复核 → 审核确认 [D2 §一(七)]: two people, one after the other, within three working days from acceptance. */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOffice, type Applied, type Office } from '../office.ts';
import {
  approval,
  completeForTheChain,
  confirmer,
  department,
  objection,
  recommendation,
  refusal,
  said,
} from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const chainOf = async (application: Applied) =>
  (await application.record()).tasks.map(({ kind, state, answer }) => `${kind} ${answer ?? state}`);

async function recommended(): Promise<Applied> {
  const application = await office.apply(completeForTheChain);
  await application.answer(recommendation(await application.task('departmentReview')));
  return application;
}

async function refusalOf(attempt: Promise<unknown>) {
  const error = await attempt.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  return (error as WorkflowUpdateFailedError).cause;
}

describe('the department recommends', () => {
  it('and the confirming officer approves: decided, filed, told', async () => {
    const application = await recommended();
    const task = await application.task('confirmation');
    const decision = await application.answer(approval(task, confirmer));
    expect(decision).toMatchObject({ outcome: 'approved', decidedBy: confirmer });
    await expect(application.ended()).resolves.toBe('approved');
    expect(await chainOf(application)).toEqual(['departmentReview recommended', 'confirmation approved']);
    expect(await application.record()).toMatchObject({ stage: 'closed', acceptedBy: 'rules', holdsPlace: true });
  });

  it('takes at most forty events', async () => {
    const application = await recommended();
    await application.answer(approval(await application.task('confirmation'), confirmer));
    await application.ended();
    expect((await application.history()).length).toBeLessThanOrEqual(40);
  });

  it('and the same person may not confirm', async () => {
    const application = await recommended();
    const task = await application.task('confirmation');
    expect(task.barred).toMatchObject({ [department.subject]: 'recommended', 'desk-1': 'entered' });
    const both = { ...confirmer, subject: department.subject };
    expect(await refusalOf(application.answer(approval(task, both)))).toMatchObject({ type: 'FOUR_EYES' });
    const standingIn = { ...confirmer, onBehalfOf: department.subject };
    expect(await refusalOf(application.answer(approval(task, standingIn)))).toMatchObject({ type: 'FOUR_EYES' });
    await application.answer(refusal(task, confirmer));
    await expect(application.ended()).resolves.toBe('notRecognised');
  });

  it('and takes it back, as long as nobody has acted on it', async () => {
    const application = await recommended();
    const first = (await application.record()).tasks[0]!;
    await application.task('confirmation');
    await application.tell({ kind: 'takenBack', by: department.subject, taskId: first.id });
    const again = await application.task('departmentReview');
    expect(again).toMatchObject({ ordinal: 1 });
    await application.answer(objection(again));
    await application.answer(refusal(await application.task('confirmation'), confirmer));
    await application.ended();
    expect(await chainOf(application)).toEqual([
      'departmentReview recommended',
      'confirmation cancelled',
      'departmentReview notRecommended',
      'confirmation notRecognised',
    ]);
  });

  it('and cannot take it back before, or once it is decided', async () => {
    const application = await office.apply(completeForTheChain);
    const task = await application.task('departmentReview');
    const takeBack = () => application.tell({ kind: 'takenBack', by: department.subject, taskId: task.id });
    expect(await refusalOf(takeBack())).toMatchObject({ type: 'STATE_CONFLICT' });
    await application.answer(recommendation(task));
    await application.answer(approval(await application.task('confirmation'), confirmer));
    await application.ended();
  });
});

describe('the confirming officer returns the matter', () => {
  it('to the department, which looks again', async () => {
    const application = await recommended();
    const confirmation = await application.task('confirmation');
    await application.answer(said('returned', confirmation, confirmer));
    const again = await application.task('departmentReview');
    expect(again).toMatchObject({ ordinal: 1, follows: confirmation.id });
    await application.answer(recommendation(again, { ...department, subject: 'department-2' }));
    await application.answer(approval(await application.task('confirmation'), confirmer));
    await expect(application.ended()).resolves.toBe('approved');
  });
});

describe('the order of the steps', () => {
  it('cannot be skipped: only the department is asked first, and only as its form allows', async () => {
    const application = await office.apply(completeForTheChain);
    const task = await application.task();
    expect(task.kind).toBe('departmentReview');
    expect(await refusalOf(application.answer(approval(task, department)))).toMatchObject({
      type: 'ANSWER_NOT_POSSIBLE',
    });
    await application.handle.terminate();
  });

  it('stands at the institution that reviews the disease', async () => {
    const application = await office.apply({ ...completeForTheChain, institution: 'demo-county-tcm-hospital' });
    expect(await application.task()).toMatchObject({ institution: 'xx-county-peoples-hospital' });
    await application.handle.terminate();
  });
});
