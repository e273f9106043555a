/** What is not decided at once waits where people see it, with its deadline running (decisions.md, "Continuity"). */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOffice, type Office } from './office.ts';
import { approval, forTheBatch, forTheChain, type Story } from './stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const waiting: [name: string, story: Story, stage: string][] = [
  ['monthlyBatch 每月集中评审', forTheBatch, 'awaitingBatch'],
  ['reviewChain 科室复核 → 审核确认', forTheChain, 'awaitingReviewChain'],
];

describe.each(waiting)('%s', (_name, story, stage) => {
  it('waits in its stage, with the day by which it is due to be found', async () => {
    const application = await office.apply(story);
    const record = await application.reached(({ notices }) => notices.length > 0);
    await office.passes('1s');
    expect(record).toMatchObject({ stage, tasks: [], notices: [{ template: 'received' }] });
    const { typedSearchAttributes } = await application.handle.describe();
    const values = Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
    expect(values).toEqual({
      Region: record.stored.region,
      Procedure: record.stored.procedure,
      Stage: stage,
      DueAt: record.dueAt,
    });
    await application.handle.terminate();
  });

  it('passes its deadline within 40 days: recorded once, to the minute, and it waits on', async () => {
    const application = await office.apply(story);
    const { dueAt } = await application.reached((record) => record.dueAt !== undefined);
    await office.passes('40 days');
    const { breachedAt, ledger, stored } = await application.reached((record) => record.breachedAt !== undefined);
    expect(Math.floor((breachedAt!.getTime() - dueAt!.getTime()) / 60_000)).toBe(0);
    expect(ledger.filter(({ key }) => key.startsWith('breach:'))).toHaveLength(1);
    expect(stored).toMatchObject({ status: 'open', decision: null });
    expect((await application.handle.describe()).status.name).toBe('RUNNING');
    await application.handle.terminate();
  });

  it('takes no answer to a task that it does not have', async () => {
    const application = await office.apply(story);
    await application.reached(({ notices }) => notices.length > 0);
    const answer = approval({
      id: 'no-task',
      kind: 'officerDecision',
      candidate: 'handlingOfficer',
      open: [],
      dueAt: new Date(),
    });
    const error = await application.answer(answer).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
    expect((error as WorkflowUpdateFailedError).cause).toMatchObject({ type: 'STATE_CONFLICT' });
    await application.handle.terminate();
  });

  it('ends at once for formal reasons', async () => {
    const application = await office.apply({ ...story, known: { insurance: [] } });
    await expect(application.ended()).resolves.toBe('notRecognised');
  });
});
