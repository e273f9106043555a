/**
 * The record against Temporal: what never started is started, of the rest people are told, nothing is started twice.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDate } from '../../../domain/plain-date.ts';
import { createCaseMessages } from '../../../store/cases/case-messages.ts';
import { createCaseReads } from '../../../store/cases/case-reads.ts';
import { changeCase } from '../../../store/cases/case-writes.ts';
import { outboxMessages } from '../../../store/outbox/outbox-messages.ts';
import { takeFromOutbox } from '../../../store/outbox/outbox.ts';
import { aNamedSubject } from '../../support/subjects.ts';
import { openContinuity } from '../continuity.ts';
import { receivedAt } from '../engine.ts';

let office: Awaited<ReturnType<typeof openContinuity>>;
beforeAll(async () => {
  office = await openContinuity();
});
afterAll(() => office.close());

const at = new Date(receivedAt.getTime() + 600_000).toISOString();

async function openCase(state: 'running' | 'closed' | 'unknown') {
  const { caseId } = await office.receivedCase();
  const take = {
    at: receivedAt,
    actor: 'system',
    action: 'taken',
    result: {},
    writes: [changeCase({ status: 'open', stage: 'assessing' }), takeFromOutbox(outboxMessages.start(caseId))],
  };
  await office.store.effect(caseId, 'take:0', () => take);
  office.runs.set(caseId, state);
  return caseId;
}

/** By one officer, in the place of another. */
async function refused(caseId: string, completedBy: string, onBehalfOf: string) {
  const { policyVersionId } = await office.store.get(caseId);
  await office.prisma.task.create({
    data: {
      id: randomUUID(),
      subjectId: caseId,
      policyVersionId,
      workflowId: `application/${caseId}`,
      kind: 'officerDecision',
      region: 'rizhao',
      candidate: 'handlingOfficer',
      queue: 'q',
      state: 'completed',
      majorPriority: 1,
      minorPriority: 1,
      createdAt: receivedAt,
      dueAt: receivedAt,
      open: [],
      completedBy,
      completedAt: receivedAt,
      assignee: onBehalfOf,
      onBehalfOf,
    },
  });
}

/** As the desk does it; returns the id of what the applicant said. */
async function openedAgain(caseId: string, because: 'supplied' | 'appealed') {
  const addressed = await createCaseReads(office).addressed(caseId);
  const message = { id: randomUUID(), caseId, kind: because, sentBy: 'applicant-1', sentAt: receivedAt };
  await createCaseMessages(office.prisma).sayAnew(addressed, because, message, []);
  return message.id;
}

const alarmsOf = (caseId: string) => office.prisma.alarm.findMany({ where: { subjectId: caseId } });
const messageOf = (id: string) => office.prisma.outbox.findUnique({ where: { id } });

describe('a case that nobody has started', () => {
  it('is started through the outbox, with what it would have been started with', async () => {
    const { caseId } = await office.receivedCase();
    const id = outboxMessages.start(caseId);
    const { payload } = (await messageOf(id))!;
    await office.prisma.outbox.delete({ where: { id } });
    expect(await office.reconciling.compareCases({ at })).toMatchObject({ started: 1, alarmed: 0 });
    expect((await messageOf(id))!.payload).toEqual(payload);
    await office.reconciling.compareCases({ at });
    expect(await office.prisma.outbox.count({ where: { subjectId: caseId } })).toBe(1);
    office.runs.set(caseId, 'running');
  });

  it('is left to whoever is starting it for a minute', async () => {
    const { caseId } = await office.receivedCase();
    await office.prisma.outbox.delete({ where: { id: outboxMessages.start(caseId) } });
    await office.reconciling.compareCases({ at: new Date(receivedAt.getTime() + 30_000).toISOString() });
    expect(await messageOf(outboxMessages.start(caseId))).toBeNull();
    office.runs.set(caseId, 'running');
  });

  it.each([
    ['supplied after it lapsed', 'supplied'],
    ['appealed', 'appealed'],
  ] as const)('is started as it was opened again: %s', async (_story, because) => {
    const { caseId } = await office.receivedCase();
    await office.store.effect(caseId, 'take:0', () => ({
      at: receivedAt,
      actor: 'system',
      action: 'taken',
      result: {},
      writes: [takeFromOutbox(outboxMessages.start(caseId))],
    }));
    await office.prisma.assessment.create({
      data: {
        id: randomUUID(),
        caseId,
        ordinal: 0,
        assessedAt: receivedAt,
        verdict: {},
        trace: {},
        factsSealed: Buffer.alloc(1),
      },
    });
    await refused(caseId, 'officer-1', 'officer-2');
    const messageId = await openedAgain(caseId, because);
    const id = outboxMessages.start(caseId, 1);
    const { payload } = (await messageOf(id))!;
    expect(payload).toMatchObject({ caseId, opening: 1 });
    const answered = ['officer-1', 'officer-2'];
    expect(await office.store.reopened(caseId, 1)).toEqual({ because, messageId, assessed: 1, answered });

    await office.prisma.outbox.delete({ where: { id } });
    expect(await office.reconciling.compareCases({ at })).toMatchObject({ started: 1, alarmed: 0 });
    expect((await messageOf(id))!.payload).toEqual(payload);
    expect(await alarmsOf(caseId)).toEqual([]);
    expect(await messageOf(outboxMessages.start(caseId))).toBeNull();
    office.runs.set(caseId, 'running');
  });
});

describe('a case that a run has taken', () => {
  it.each([
    ['closed', 'workflowClosed'],
    ['unknown', 'workflowUnknown'],
  ] as const)(
    'and whose workflow is %s raises one alarm, in its audit chain as well, and is not started again',
    async (state, problem) => {
      const caseId = await openCase(state);
      await office.reconciling.compareCases({ at });
      await office.reconciling.compareCases({ at });
      expect(await alarmsOf(caseId)).toMatchObject([{ id: `case:${caseId}/0`, problem, clearedAt: null }]);
      const alarms = (await office.chainOf(caseId)).filter(({ action }) => action === 'alarm');
      expect(alarms).toMatchObject([{ effect: `alarm:0:${problem}`, data: { problem } }]);
      expect(await messageOf(outboxMessages.start(caseId))).toBeNull();
      office.runs.set(caseId, 'running');
    },
  );

  it('and that runs again is no alarm any more', async () => {
    const caseId = await openCase('unknown');
    await office.reconciling.compareCases({ at });
    office.runs.set(caseId, 'running');
    await office.reconciling.compareCases({ at });
    expect(await alarmsOf(caseId)).toMatchObject([{ clearedAt: new Date(at) }]);
  });

  it('and that has ended since is none either', async () => {
    const caseId = await openCase('closed');
    await office.reconciling.compareCases({ at });
    await office.decide(caseId);
    await office.reconciling.requeueUnderWay({ at });
    expect(await alarmsOf(caseId)).toMatchObject([{ clearedAt: new Date(at) }]);
  });
});

describe('an alarm about a renewal', () => {
  it('stays while the recognition is in force, and is over with it', async () => {
    const { caseId } = await office.recognised();
    await office.renewals.reportRenewalProblem({
      caseId,
      today: plainDate('2027-01-01'),
      problem: 'REGION_NOT_OPEN',
      at,
    });
    await office.reconciling.requeueUnderWay({ at });
    expect(await alarmsOf(caseId)).toMatchObject([{ problem: 'REGION_NOT_OPEN', clearedAt: null }]);
    await office.renewals.expireRecognition({ caseId, today: plainDate('2027-03-03'), at });
    await office.reconciling.requeueUnderWay({ at });
    expect(await alarmsOf(caseId)).toMatchObject([{ clearedAt: new Date(at) }]);
  });
});

describe('what is under way and was lost', () => {
  it('goes into the outbox again: that there is an answer, and no more', async () => {
    const caseId = await openCase('running');
    const { policyVersionId } = await office.store.get(caseId);
    const [id, answerId] = [randomUUID(), randomUUID()];
    const by = { subject: 'officer-1', role: 'handlingOfficer' };
    const answer = { outcome: 'approved', reasons: [], answers: [{ point: 0, answer: 'satisfied', note: 'read it' }] };
    await office.prisma.task.create({
      data: {
        id,
        subjectId: caseId,
        policyVersionId,
        workflowId: `application/${caseId}`,
        kind: 'officerDecision',
        region: 'rizhao',
        candidate: 'handlingOfficer',
        queue: 'q',
        state: 'completing',
        majorPriority: 1,
        minorPriority: 1,
        createdAt: receivedAt,
        dueAt: receivedAt,
        open: [],
        updateId: answerId,
        answer: 'approved',
        resultSealed: office.sealer.seal({ ...answer, by }),
      },
    });
    expect(await office.reconciling.requeueUnderWay({ at })).toEqual({ requeued: 1 });
    expect((await messageOf(outboxMessages.answerTask(id)))!.payload).toEqual({
      workflowId: `application/${caseId}`,
      message: { taskId: id, answerId, outcome: 'approved' },
    });
    expect(await office.reconciling.requeueUnderWay({ at })).toEqual({ requeued: 0 });
  });

  it('and a message to the case; one that its case has taken stays where it is', async () => {
    const caseId = await openCase('running');
    const [sent, taken] = [randomUUID(), randomUUID()];
    const said = { caseId, kind: 'withdrawn', sentBy: 'applicant-1', sentAt: receivedAt };
    await office.prisma.caseMessage.createMany({
      data: [
        { ...said, id: sent, state: 'sent' },
        { ...said, id: taken, state: 'taken' },
      ],
    });
    expect(await office.reconciling.requeueUnderWay({ at })).toEqual({ requeued: 1 });
    const payload = {
      workflowId: `application/${caseId}`,
      message: { id: sent, kind: 'withdrawn' },
    };
    expect(await messageOf(outboxMessages.tell(sent))).toMatchObject({ kind: 'tell', subjectId: caseId, payload });
  });

  it('and what a round ruled', async () => {
    const caseId = await openCase('running');
    const { id: policyVersionId } = await office.prisma.policyVersion.findFirstOrThrow({
      where: { pack: 'rizhao-shandong-2020', overlaySha: { not: null } },
    });
    const [roundId, messageId] = ['rizhao/2026-03', randomUUID()];
    const times = {
      cutOffAt: receivedAt,
      remindAt: receivedAt,
      substituteAt: receivedAt,
      closesAt: receivedAt,
      openedAt: receivedAt,
    };
    const round = {
      id: roundId,
      region: 'rizhao',
      code: '2026-03',
      month: '2026-03',
      kind: 'scheduled',
      state: 'published',
      openedBy: 'system',
    };
    const subjectId = await aNamedSubject(office.prisma, 'round', roundId);
    await office.prisma.batchRound.create({ data: { ...round, ...times, subjectId, policyVersionId } });
    const member = {
      roundId,
      caseId,
      opening: 0,
      workflowId: `application/${caseId}`,
      judges: [],
      state: 'ruled',
      messageId,
    };
    await office.prisma.roundMember.create({ data: member });
    await office.prisma.caseMessage.create({
      data: { id: messageId, caseId, kind: 'roundRuled', sentBy: 'chair-1', sentAt: receivedAt, state: 'sent' },
    });
    expect(await office.reconciling.requeueUnderWay({ at })).toEqual({ requeued: 1 });
    const payload = {
      workflowId: `application/${caseId}`,
      message: { id: messageId, kind: 'roundRuled' },
    };
    expect((await messageOf(outboxMessages.tell(messageId)))!.payload).toEqual(payload);
  });
});
