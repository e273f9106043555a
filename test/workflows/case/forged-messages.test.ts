/**
 * A message is a bell, the row is the letter: whoever reaches Temporal, be it with the keys of this system, decides,
 * withdraws and starts nothing that the record does not say (docs/adr/0007).
 */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applicationWorkflowId, homeVisitWorkflowId, taskQueues } from '../../../workflows/ids.ts';
import { answered } from '../../support/answers.ts';
import { openOffice, type Applied, type Office } from '../office.ts';
import {
  approval,
  atHome,
  clear,
  completeForTheChain,
  confirmer,
  doubtful,
  forTheBatch,
  incomplete,
  recommendation,
  refusal,
} from '../stories.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const forger = { subject: 'forged-officer', role: 'handlingOfficer' };

/** Code of the failure by which the run refuses an update; its message as it stands. */
async function refusalOf(by: Client, workflowId: string, update: string, message: unknown): Promise<unknown> {
  const handle = by.workflow.getHandle(workflowId);
  const error: unknown = await handle.executeUpdate(update, { args: [message] }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
  return ((error as WorkflowUpdateFailedError).cause as { type?: string }).type;
}

const sendAs = (who: 'stranger' | 'client', { caseId }: Applied, update: string, message: unknown) =>
  refusalOf(office[who], applicationWorkflowId(caseId), update, message);

const actorsOf = async (application: Applied) => (await application.record()).ledger.map(({ actor }) => actor);

describe('an answer that nobody has given', () => {
  it('in plain JSON, as of an officer who does not exist, is refused; the case is decided by who may', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const forged = { ...approval(task, forger), answerId: randomUUID() };
    expect(await sendAs('stranger', application, 'answerTask', forged)).toBe('NOT_IN_RECORD');
    expect(await sendAs('stranger', application, 'answerTask', 'approved')).toBe('NOT_IN_RECORD');
    expect(await application.record()).toMatchObject({ stage: 'awaitingOfficer', tasks: [{ state: 'ready' }] });
    await application.answer(refusal(task));
    await expect(application.ended()).resolves.toBe('notRecognised');
    expect(await actorsOf(application)).not.toContain('forged-officer');
  });

  it('sealed with our keys is refused by the record, and the task waits on', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const forged = { ...approval(task, forger), answerId: randomUUID() };
    expect(await sendAs('client', application, 'answerTask', forged)).toBe('NOT_IN_RECORD');
    expect(await application.record()).toMatchObject({ stage: 'awaitingOfficer', tasks: [{ state: 'ready' }] });
    await expect(application.answer(approval(task))).resolves.toMatchObject({ outcome: 'approved' });
    await expect(application.ended()).resolves.toBe('approved');
    expect(await actorsOf(application)).not.toContain('forged-officer');
  });

  it('comes before the one in the row, under its id and with another outcome', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const { taskId: _task, ...said } = refusal(task);
    const bell = await answered(office, task.id, said);
    expect(await sendAs('client', application, 'answerTask', { ...bell, outcome: 'approved' })).toBe('NOT_IN_RECORD');
    await application.handle.executeUpdate('answerTask', { args: [bell] });
    await expect(application.ended()).resolves.toBe('notRecognised');
  });

  it('names what only the row says: who answered, and why', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const { taskId: _task, ...said } = refusal(task);
    const bell = await answered(office, task.id, said);
    await application.handle.executeUpdate('answerTask', { args: [{ ...bell, by: forger, reasons: [] }] });
    const { decision } = await application.record();
    expect(decision).toMatchObject({ decidedBy: said.by, reasons: said.reasons });
  });

  it('comes from somebody who is barred since the task was opened: the row says so, and the task waits on', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const barred = { 'officer-1': 'relative' };
    await office.prisma.task.update({ where: { id: task.id }, data: { barred } });
    await expect(application.answer(approval(task))).rejects.toMatchObject({ cause: { type: 'FOUR_EYES' } });
    await application.answer(approval(task, { ...forger, subject: 'officer-2' }));
    await expect(application.ended()).resolves.toBe('approved');
  });

  it('leads no step of a chain further', async () => {
    const application = await office.apply(completeForTheChain);
    const review = await application.task('departmentReview');
    const forged = { taskId: review.id, answerId: randomUUID(), outcome: 'recommended' };
    expect(await sendAs('client', application, 'answerTask', forged)).toBe('NOT_IN_RECORD');
    await application.answer(recommendation(review));
    const confirmation = await application.task('confirmation');
    const returned = { taskId: confirmation.id, answerId: randomUUID(), outcome: 'returned' };
    expect(await sendAs('client', application, 'answerTask', returned)).toBe('NOT_IN_RECORD');
    await application.answer(approval(confirmation, confirmer));
    await expect(application.ended()).resolves.toBe('approved');
  });
});

describe('a message that nobody has sent', () => {
  it.each(['withdrawn', 'personDied', 'supplied', 'takenBack', 'roundRuled', 'roundAsks', 'promoted'])(
    '%s ends and turns nothing',
    async (kind) => {
      const application = await office.apply(doubtful);
      const task = await application.task();
      const forged = { id: randomUUID(), kind, by: 'applicant-1', round: 'rizhao/2026-11' };
      expect(await sendAs('stranger', application, 'tellCase', forged)).toBe('NOT_IN_RECORD');
      expect(await sendAs('client', application, 'tellCase', forged)).toMatch(/^(NOT_IN_RECORD|STATE_CONFLICT)$/);
      const crooked = { ...forged, id: "not-a-uuid'" };
      expect(await sendAs('client', application, 'tellCase', crooked)).toMatch(/^(NOT_IN_RECORD|STATE_CONFLICT)$/);
      expect(await application.record()).toMatchObject({ stage: 'awaitingOfficer', ending: null });
      await application.answer(approval(task));
      await expect(application.ended()).resolves.toBe('approved');
    },
  );

  it('says something else than its row', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const id = randomUUID();
    const row = { id, caseId: application.caseId, kind: 'withdrawn', sentBy: 'applicant-1', state: 'sent' };
    await office.prisma.caseMessage.create({ data: { ...row, sentAt: await office.now() } });
    expect(await sendAs('client', application, 'tellCase', { id, kind: 'personDied' })).toBe('NOT_IN_RECORD');
    await application.answer(approval(task));
    await expect(application.ended()).resolves.toBe('approved');
  });

  it('is of another case', async () => {
    const [application, other] = [await office.apply(doubtful), await office.apply(doubtful)];
    const id = randomUUID();
    const row = { id, caseId: other.caseId, kind: 'withdrawn', sentBy: 'applicant-1', state: 'sent' };
    await office.prisma.caseMessage.create({ data: { ...row, sentAt: await office.now() } });
    expect(await sendAs('client', application, 'tellCase', { id, kind: 'withdrawn' })).toBe('NOT_IN_RECORD');
    expect(await application.record()).toMatchObject({ stage: 'awaitingOfficer' });
    await application.handle.terminate();
    await other.handle.terminate();
  });

  it('supplies nothing that was asked for, which is waited for on', async () => {
    const application = await office.apply(incomplete);
    const task = await application.task();
    await application.answer({
      taskId: task.id,
      outcome: 'supplementRequested',
      also: [],
      by: { ...forger, subject: 'o' },
    });
    const forged = { id: randomUUID(), kind: 'supplied' };
    expect(await sendAs('client', application, 'tellCase', forged)).toBe('NOT_IN_RECORD');
    await application.tell({ kind: 'supplied', by: 'applicant-1' });
    await application.task('officerDecision');
    await application.handle.terminate();
  });

  it('rules nothing for a case that waits for a round', async () => {
    const application = await office.apply({ ...forTheBatch, papers: doubtful.papers! });
    await application.reached(({ stage }) => stage === 'awaitingBatch' || stage === 'awaitingAcceptance');
    const forged = { id: randomUUID(), kind: 'roundRuled' };
    expect(await sendAs('client', application, 'tellCase', forged)).toMatch(/^(NOT_IN_RECORD|STATE_CONFLICT)$/);
    await application.tell({ kind: 'withdrawn', by: 'applicant-1' });
    await expect(application.ended()).resolves.toBe('withdrawn');
  });
});

describe('a signal and a query of a stranger', () => {
  it('stop no visit whose case goes on, and leave an alarm', async () => {
    const application = await office.apply(atHome(doubtful));
    const visit = await office.visitOf(application);
    const strangers = office.stranger.workflow.getHandle(visit.handle.workflowId);
    await strangers.signal('stopVisit', { by: 'system', died: true });
    await office.client.workflow.getHandle(visit.handle.workflowId).signal('stopVisit');
    await expect(strangers.query('no such query', { x: 1 })).rejects.toThrow();
    await office.passes('1 second');
    const { visits } = await application.record();
    expect(visits).toMatchObject([{ state: 'offered' }]);
    expect((await office.alarms()).get(`foreign:${visit.handle.workflowId}`)).toBe('foreignMessage');
    await application.answer(approval(await application.task('officerDecision')));
    await application.ended();
  });

  it('to the case leave it as it was', async () => {
    const application = await office.apply(doubtful);
    const task = await application.task();
    const strangers = office.stranger.workflow.getHandle(applicationWorkflowId(application.caseId));
    await strangers.signal('no such signal', { x: 1 });
    await expect(strangers.query('__stack_trace', { x: 1 })).resolves.toBeDefined();
    await application.answer(approval(task));
    await expect(application.ended()).resolves.toBe('approved');
  });
});

describe('a run that the record does not know', () => {
  const { workflows: taskQueue } = taskQueues;
  const startAs = (who: 'stranger' | 'client', workflow: string, workflowId: string, input: object) =>
    office[who].workflow.start(workflow, { workflowId, taskQueue, args: [input] });

  it('does nothing, be its name that of a case, and the case is begun all the same', async () => {
    const input = await office.receive(clear);
    const forged = { caseId: input.caseId, opening: 0 };
    const workflowId = applicationWorkflowId(input.caseId);
    await (await startAs('stranger', 'application', workflowId, forged)).result();
    expect((await office.alarms()).get(`foreign:${workflowId}`)).toBe('foreignMessage');
    await (await startAs('client', 'application', 'application/other', forged)).result();
    expect(await office.of(input.caseId)).toMatchObject({ status: 'received' });
    const application = await office.begin(input);
    await expect(application.ended()).resolves.toBe('approved');
  });

  it('is of no case, or of an opening that it never had', async () => {
    const nobody = randomUUID();
    const run = await startAs('client', 'application', applicationWorkflowId(nobody), { caseId: nobody, opening: 0 });
    await expect(run.result()).resolves.toBe('notTaken');
    const application = await office.apply(clear);
    await application.ended();
    const { caseId } = application;
    const again = await startAs('client', 'application', applicationWorkflowId(caseId, 1), { caseId, opening: 1 });
    await expect(again.result()).resolves.toBe('notTaken');
    expect((await application.record()).opening).toBe(0);
  });

  it('offers no visit', async () => {
    const application = await office.apply(doubtful);
    const { caseId } = application;
    const visitId = randomUUID();
    const input = { caseId, opening: 0, visitId, trigger: 'limitedMobility', open: [], involved: [] };
    const run = await startAs('client', 'homeVisit', homeVisitWorkflowId(visitId), input);
    await expect(run.result()).resolves.toEqual({ ending: 'cancelled' });
    expect((await application.record()).visits).toEqual([]);
    await application.handle.terminate();
  });

  it('ends no recognition before its day, whatever day it names', async () => {
    const application = await office.apply(clear);
    await application.ended();
    await (await startAs('client', 'renewalPass', `renewal-${randomUUID()}`, { today: '2999-01-01' })).result();
    await (await startAs('stranger', 'renewalPass', `renewal-${randomUUID()}`, { today: '2999-01-01' })).result();
    expect(await application.record()).toMatchObject({ holdsPlace: true, recognitionState: null });
  });
});
