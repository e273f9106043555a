/** 撤回申请, 异议复核; a death on the way is told in scenarios/died-during-review.yaml (decisions.md, Continuity). */
import type { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOffice, type Office } from '../office.ts';
import { approval, clear, completeForTheBatch, doubtful, incomplete, officer, refusal, request } from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

describe('withdrawal', () => {
  it.each([
    ['with an officer', doubtful],
    ['before a round', completeForTheBatch],
  ])('%s ends the case without a decision; its task is nobody’s any more', async (_where, story) => {
    const application = await office.apply(story);
    await application.reached(({ stage }) => stage !== 'received' && stage !== 'assessing');
    await office.passes('1s');
    await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await expect(application.ended()).resolves.toBe('withdrawn');
    const record = await application.record();
    expect(record).toMatchObject({ ending: 'withdrawn', stage: 'ended', holdsPlace: false });
    expect(record.tasks.filter(({ state }) => state === 'ready')).toEqual([]);
    expect(record.notices.at(-1)).toMatchObject({ template: 'withdrawn' });
  });

  it('while the applicant is asked for papers', async () => {
    const application = await office.apply(incomplete);
    await application.answer(request(await application.task()));
    await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await expect(application.ended()).resolves.toBe('withdrawn');
  });

  it('at the same moment as a decision: one of them stands, the other is told so', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    await office.passes('1s');
    const [answered, withdrawn] = await Promise.allSettled([
      application.answer(approval(task)),
      application.tell({ kind: 'withdrawn', by: 'applicant-1' }),
    ]);
    const ending = await application.ended();
    const losing = ending === 'approved' ? withdrawn : answered;
    expect(losing).toMatchObject({ status: 'rejected', reason: { cause: { type: 'STATE_CONFLICT' } } });
    const { ledger } = await application.record();
    expect(ledger.filter(({ action }) => action === 'decided' || action === 'withdrawn')).toHaveLength(1);
  });
});

describe('appeal', () => {
  async function refused() {
    const application = await office.apply(doubtful);
    await application.answer(refusal(await application.task()));
    await application.ended();
    return office.openAgain(application, 'appealed');
  }
  const other = { ...officer, subject: 'officer-2' };

  it('is looked at by somebody who had no part in the refusal', async () => {
    const appeal = await refused();
    const task = await appeal.task('appealReview');
    const error = await appeal.answer(approval(task)).catch((thrown: unknown) => thrown);
    expect((error as WorkflowUpdateFailedError).cause).toMatchObject({
      type: 'FOUR_EYES',
      details: [{ params: { rule: 'decided' } }],
    });
    await appeal.answer(approval(task, other));
    await expect(appeal.ended()).resolves.toBe('approved');
    expect(await appeal.record()).toMatchObject({
      stage: 'closed',
      holdsPlace: true,
      decision: { outcome: 'approved' },
    });
    expect(office.settlement.done.has(`${appeal.caseId}:file:1`)).toBe(true);
  });

  it('is upheld: refused again, and told', async () => {
    const appeal = await refused();
    await appeal.answer(refusal(await appeal.task('appealReview'), other));
    await expect(appeal.ended()).resolves.toBe('notRecognised');
    expect((await appeal.record()).notices.map(({ template }) => template)).toEqual([
      'received',
      'notRecognised',
      'appealed',
      'notRecognised',
    ]);
  });

  it('that is withdrawn leaves the refusal as it was', async () => {
    const appeal = await refused();
    await appeal.task('appealReview');
    await appeal.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await expect(appeal.ended()).resolves.toBe('withdrawn');
    expect(await appeal.record()).toMatchObject({
      stage: 'closed',
      holdsPlace: false,
      status: 'decided',
      decision: { outcome: 'notRecognised' },
    });
  });
});

it('a case that is decided at once has nothing to withdraw', async () => {
  const application = await office.apply(clear);
  await application.ended();
  await expect(application.tell({ kind: 'withdrawn', by: 'applicant-1' })).rejects.toThrow();
});
