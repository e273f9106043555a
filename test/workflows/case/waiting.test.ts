/** 每月集中评审: what is not decided at once waits where people see it, with its deadline running (PRACTICE #15). */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOffice, type Office } from '../office.ts';
import { approval, completeForTheBatch, confirmer, poor, said } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

it('waits for the round in its stage, with the day by which it is due to be found', async () => {
  const application = await office.apply(completeForTheBatch);
  const record = await application.reached(({ stage, notices }) => stage === 'awaitingBatch' && notices.length > 0);
  await office.passes('1s');
  expect(record).toMatchObject({ acceptedBy: 'rules', tasks: [], notices: [{ template: 'received' }] });
  const { typedSearchAttributes } = await application.handle.describe();
  const values = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  expect(values).toEqual({ Region: 'rizhao', Procedure: 'monthlyBatch', Stage: 'awaitingBatch', DueAt: record.dueAt });
  await application.handle.terminate();
});

it('passes its deadline within 70 days: recorded once, to the minute, and it waits on', async () => {
  const application = await office.apply(completeForTheBatch);
  const { dueAt } = await application.reached(({ stage }) => stage === 'awaitingBatch');
  await office.passes('70 days');
  const record = await application.reached(({ breachedAt }) => breachedAt !== null);
  expect(Math.floor((record.breachedAt!.getTime() - dueAt!.getTime()) / 60_000)).toBe(0);
  expect(record.ledger.filter(({ key }) => key.startsWith('breach:'))).toHaveLength(1);
  expect(record).toMatchObject({ status: 'open', decision: null });
  expect((await application.handle.describe()).status.name).toBe('RUNNING');
  await application.handle.terminate();
});

it('takes no answer to a task that it does not have', async () => {
  const application = await office.apply(completeForTheBatch);
  await application.reached(({ notices }) => notices.length > 0);
  const error = await application.answer(approval({ id: randomUUID(), open: [] })).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  expect((error as WorkflowUpdateFailedError).cause).toMatchObject({ type: 'STATE_CONFLICT' });
  await application.handle.terminate();
});

it('ends at once for formal reasons', async () => {
  const application = await office.apply({ ...completeForTheBatch, known: { insurance: [] } });
  await expect(application.ended()).resolves.toBe('notRecognised');
});

it('is confirmed from existing records on any day, for a poor patient', async () => {
  const application = await office.apply(poor(completeForTheBatch));
  const task = await application.task('recordConfirmation');
  expect(task).toMatchObject({ institution: 'demo-first-peoples-hospital' });
  await application.answer(approval(task, confirmer));
  await expect(application.ended()).resolves.toBe('approved');
  expect((await application.record()).majorPriority).toBe(100);
});

it('waits for the round where the institution leaves it to the round', async () => {
  const application = await office.apply(poor(completeForTheBatch));
  await application.answer(said('leftToRound', await application.task(), confirmer));
  const { ledger } = await application.reached(({ ledger: entries }) => entries.some(({ key }) => key === 'round:0'));
  expect(ledger.at(-1)).toMatchObject({ action: 'awaitsRound' });
  await application.handle.terminate();
});
