/** A person's answer is an Update: refused with its reason and without effect, or taken once. */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Said } from '../conversations.ts';
import { openOffice, type Applied, type Office } from '../office.ts';
import { approval, doubtful, refusal } from '../stories.ts';

const elsewhere = randomUUID();

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

/** The failure by which the workflow refuses the answer. */
async function refused(application: Applied, answer: Said): Promise<ApplicationFailure> {
  const error: unknown = await application.answer(answer).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  const { cause } = error as WorkflowUpdateFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  return cause as ApplicationFailure;
}

describe('an answer that is refused', () => {
  it.each<[why: string, change: object, code: string, details: object]>([
    ['names another task', { taskId: elsewhere }, 'STATE_CONFLICT', { params: { task: elsewhere, state: 'closed' } }],
    [
      'comes from whoever entered the application',
      { by: { subject: 'desk-1', role: 'handlingOfficer' } },
      'FOUR_EYES',
      { params: { rule: 'entered' } },
    ],
    [
      'comes from who stands in for whoever entered it',
      { by: { subject: 'officer-1', role: 'handlingOfficer', onBehalfOf: 'desk-1' } },
      'FOUR_EYES',
      { params: { rule: 'entered' } },
    ],
    [
      'answers what nobody asks',
      { outcome: 'recommended' },
      'ANSWER_NOT_POSSIBLE',
      { findings: [{ where: '/decision/outcome' }] },
    ],
  ])('%s: the task stays open, and a right one is taken', async (_why, change, code, details) => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const failure = await refused(application, { ...approval(task), ...change });
    expect(failure).toMatchObject({ type: code, nonRetryable: true, details: [details] });
    expect(await application.record()).toMatchObject({ stage: 'awaitingOfficer', tasks: [{ state: 'ready' }] });

    await expect(application.answer(approval(task))).resolves.toMatchObject({ outcome: 'approved' });
    await expect(application.ended()).resolves.toBe('approved');
  });

  it('comes second, while the first is being recorded', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await office.passes('1s');
    office.faults.down = true;
    const first = application.answer(approval(task));
    const failure = await answeredAlready(application, refusal(task));
    expect(failure).toMatchObject({ type: 'STATE_CONFLICT', details: [{ params: { state: 'answered' } }] });
    office.faults.down = false;
    await office.passes('1 minute');
    await expect(first).resolves.toMatchObject({ outcome: 'approved' });
    await expect(application.ended()).resolves.toBe('approved');
  });

  /** Sent once the first is on its way, so that it comes second for certain. */
  async function answeredAlready(application: Applied, answer: Said): Promise<ApplicationFailure> {
    await expect
      .poll(async () =>
        (await application.history()).some((event) => event.workflowExecutionUpdateAcceptedEventAttributes),
      )
      .toBe(true);
    return refused(application, answer);
  }
});

describe('an answer that is sent twice under one Update id', () => {
  it('is one answer, and both calls get its decision', async () => {
    const application = await office.apply(doubtful);
    const answer = approval(await application.task());
    const [one, other] = await Promise.all([
      application.answer(answer, 'completion-1'),
      application.answer(answer, 'completion-1'),
    ]);
    expect(other).toEqual(one);
    await application.ended();
    const events = await application.history();
    expect(events.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toHaveLength(1);
    expect((await application.record()).ledger.filter(({ key }) => key === 'decide:0')).toHaveLength(1);
  });
});

describe('the deadline of the officer', () => {
  it('is warned of and escalated, each once', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await office.passes('4 days');
    await application.reached(({ tasks }) => tasks[0]!.marks.length === 3);
    expect((await application.task()).marks).toEqual(['warned', 'breached', 'escalated']);
    await application.answer(approval(task));
    await application.ended();
  });

  it('is recorded as missed once, when it passes; the answer is taken however late it comes', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await office.passes(task.dueAt.getTime() - (await office.now()).getTime() - 60_000);
    expect((await application.record()).breachedAt).toBeNull();

    await office.passes('2 minutes');
    const { breachedAt } = await application.reached((record) => record.breachedAt !== null);
    expect(breachedAt!.getTime() - task.dueAt.getTime()).toBeGreaterThanOrEqual(0);
    expect(breachedAt!.getTime() - task.dueAt.getTime()).toBeLessThan(60_000);

    await office.passes('5 days');
    const decision = (await application.answer(refusal(task)))!;
    expect(decision.outcome).toBe('notRecognised');
    await expect(application.ended()).resolves.toBe('notRecognised');
    const { ledger } = await application.record();
    expect(ledger.filter(({ key }) => key.endsWith(':breached'))).toMatchObject([{ result: { because: 'unclaimed' } }]);
    expect(new Date(decision.decidedAt).getTime()).toBeGreaterThan(breachedAt!.getTime() + 4 * 86_400_000);
  });
});
