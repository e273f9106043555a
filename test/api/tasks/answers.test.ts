import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { anOfficer, colleague, type Desk, mine, officer, startStaffedDesk } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startStaffedDesk();
});

afterAll(() => desk?.close());

describe('answering', () => {
  const approval = { outcome: 'approved', answers: [{ point: 0, answer: 'satisfied', note: '已看原件' }] };
  const open = [{ code: 'recognitionMissing', clause: 'D3-P', params: { disease: 'malignantTumor' } }];

  it('keeps the answer whole with the task, and sends its workflow no more than that there is one', async () => {
    const caseId = await desk.aCase();
    const id = await desk.aTask({ ...mine, subjectId: caseId, open, workflowId: `application/${caseId}/1` });
    const { status, body } = await desk.act(officer, id, 'completion', { decision: approval });
    expect([status, body.state]).toEqual([200, 'completing']);
    const sent = desk.answered.at(-1)!;
    expect(sent.workflowId).toBe(`application/${caseId}/1`);
    const row = await desk.prisma.task.findUniqueOrThrow({ where: { id } });
    expect(sent.message).toEqual({ outcome: 'approved', taskId: id, answerId: row.updateId });
    expect(await desk.saidTo(id)).toMatchObject({ ...approval, by: { subject: 'officer-1', role: 'handlingOfficer' } });
    expect(sent.kept).toEqual({ workflowId: sent.workflowId, message: sent.message });
    expect(await desk.prisma.outbox.count({ where: { subjectId: caseId } }), 'sent until it is taken').toBe(0);
  });

  it.each<[string, object, object, string]>([
    ['with what another kind is answered', {}, { outcome: 'accepted' }, 'ANSWER_NOT_POSSIBLE'],
    ['with a point left open', { open }, { outcome: 'approved', answers: [] }, 'DECISION_INCOMPLETE'],
    [
      'with a visit that ends before it begins',
      { kind: 'visitPlanning' },
      { outcome: 'planned', team: 't', slot: { from: '2026-12-02T03:00:00Z', until: '2026-12-02T01:00:00Z' } },
      'ANSWER_NOT_POSSIBLE',
    ],
    ['by somebody barred', { barred: { 'officer-1': 'entered' } }, { outcome: 'approved' }, 'FOUR_EYES'],
  ])('%s is refused, and changes nothing', async (_how, differing, decision, code) => {
    const id = await desk.aTask({ ...mine, ...differing });
    expect((await desk.act(officer, id, 'completion', { decision })).body.code).toBe(code);
    expect(await desk.prisma.task.findUnique({ where: { id } })).toMatchObject({
      state: 'claimed',
      version: 0,
      resultSealed: null,
    });
    expect(await desk.prisma.outbox.count({ where: { id: `answerTask:${id}` } })).toBe(0);
  });

  it.each([
    ['departmentReview', { outcome: 'recommended', answers: [] }],
    ['deskAcceptance', { outcome: 'accepted' }],
    ['confirmation', { outcome: 'returned', note: '缺少诊断证明' }],
    ['visitReport', { outcome: 'notAtHome' }],
  ] as const)('a task of kind %s: its form says what is possible', async (kind, decision) => {
    const role = {
      departmentReview: 'departmentReviewer',
      deskAcceptance: 'hospitalDesk',
      confirmation: 'confirmingOfficer',
      visitReport: 'visitTeam',
    } as const;
    // Nobody of the register, which has officer-1 in another role.
    const reviewer = anOfficer('reviewer-1', { roles: [role[kind]], institution: 'hospital-1' });
    const id = await desk.aTask({ ...mine, assignee: 'reviewer-1', kind, institution: 'hospital-1' });
    const { form } = await desk.read(reviewer, id);
    expect(JSON.stringify(form)).toContain(`"const":"${decision.outcome}"`);
    expect((await desk.act(reviewer, id, 'completion', { decision })).body).toMatchObject({ state: 'completing' });
  });

  it('shows the step that was returned who sent it back, and why, to those who may work on it', async () => {
    const caseId = await desk.aCase();
    const answer = { outcome: 'returned', note: '诊断证明没有盖章' };
    const follows = await desk.aTask({
      subjectId: caseId,
      kind: 'confirmation',
      institution: 'hospital-1',
      state: 'completed',
      answer: 'returned',
      completedBy: 'confirmer',
      completedAt: desk.clock.now(),
      resultSealed: desk.sealer.seal({ ...answer, by: { subject: 'confirmer' } }),
    });
    const step = { subjectId: caseId, kind: 'departmentReview', institution: 'hospital-1', follows } as const;
    const id = await desk.aTask({ ...step, barred: { 'doctor-2': 'relative' } });
    const doctor = anOfficer('doctor-1', { roles: ['departmentReviewer'], institution: 'hospital-1' });
    expect((await desk.read(doctor, id)).follows).toEqual({
      kind: 'confirmation',
      by: 'confirmer',
      onBehalfOf: null,
      role: 'confirmingOfficer',
      at: desk.clock.now().toISOString(),
      answer,
    });
    expect((await desk.read({ ...doctor, subject: 'doctor-2' }, id)).follows).toBeNull();
  });
});

describe('taking an answer back 撤销办理', () => {
  const done = () => ({
    state: 'completed',
    assignee: 'officer-1',
    completedBy: 'officer-1',
    completedAt: desk.clock.now(),
    answer: 'recommended',
    createdAt: desk.inHours(-1),
  });

  it('withdraws the step that followed, and tells the case', async () => {
    const caseId = await desk.aCase();
    const [id, following] = await desk.tasksOf(
      { subjectId: caseId, ...done() },
      { subjectId: caseId, kind: 'appealReview' },
    );
    const { status } = await desk.act(officer, id!, 'retraction', { note: '看错了日期' });
    expect(status).toBe(200);
    const { workflowId, message, kept } = desk.told.at(-1)!;
    expect([workflowId, message]).toEqual([
      `application/${caseId}`,
      { id: expect.any(String), kind: 'takenBack', taskId: id },
    ]);
    expect((await desk.act(colleague, following!, 'claim')).body.code).toBe('STATE_CONFLICT');
    expect(await desk.prisma.caseMessage.findUnique({ where: { id: message.id } })).toMatchObject({
      kind: 'takenBack',
      taskId: id,
      sentBy: 'officer-1',
      state: 'sent',
    });
    expect(kept).toEqual({ workflowId, message });
    expect(await desk.prisma.outbox.count({ where: { subjectId: caseId } }), 'sent until it is taken').toBe(0);
  });

  it('that the case refuses puts the step that followed back into its queue', async () => {
    const caseId = await desk.aCase();
    const [id, following] = await desk.tasks(2, (index) => ({ subjectId: caseId, ...(index === 0 ? done() : {}) }));
    desk.workflows.refusal = new DomainError('STATE_CONFLICT', 'Not the last.', { params: { state: 'actedOn' } });
    const { status } = await desk.act(officer, id!, 'retraction');
    desk.workflows.refusal = undefined;
    expect(status).toBe(409);
    expect(await desk.prisma.caseMessage.findMany({ where: { caseId } })).toMatchObject([{ state: 'refused' }]);
    expect(await desk.prisma.outbox.count({ where: { subjectId: caseId } })).toBe(0);
    expect((await desk.act(colleague, following!, 'claim')).status).toBe(200);
  });

  it('that the case refuses while Temporal may have forgotten what the record has waits, and is refused after that', async () => {
    const caseId = await desk.aCase();
    const [id] = await desk.tasks(2, (index) => ({ subjectId: caseId, ...(index === 0 ? done() : {}) }));
    const unacknowledged = {
      id: `answerTask:${id}`,
      kind: 'answerTask',
      subjectId: caseId,
      payload: {},
      notBefore: desk.clock.now(),
    };
    await desk.prisma.outbox.create({ data: unacknowledged });
    desk.workflows.refusal = new DomainError('STATE_CONFLICT', 'Not the last.', { params: { state: 'actedOn' } });
    expect((await desk.act(officer, id!, 'retraction')).status).toBe(202);
    const [message] = await desk.prisma.caseMessage.findMany({ where: { caseId } });
    expect(message).toMatchObject({ state: 'sent' });

    await desk.prisma.outbox.delete({ where: { id: unacknowledged.id } });
    const told = { id: message!.id, kind: 'takenBack', by: officer.subject, taskId: id! } as const;
    await expect(desk.tell(`application/${caseId}`, told)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    desk.workflows.refusal = undefined;
    expect(await desk.prisma.caseMessage.findMany({ where: { caseId } })).toMatchObject([{ state: 'refused' }]);
  });

  it('that the case refuses, and would take now that what it had forgotten is acknowledged, is taken', async () => {
    const caseId = await desk.aCase();
    const [id] = await desk.tasks(2, (index) => ({ subjectId: caseId, ...(index === 0 ? done() : {}) }));
    const acknowledged = {
      id: `answerTask:${id}`,
      kind: 'answerTask',
      subjectId: caseId,
      payload: {},
      notBefore: desk.clock.now(),
    };
    await desk.prisma.outbox.create({ data: acknowledged });
    desk.workflows.refusal = new DomainError('STATE_CONFLICT', 'Not the last.', { params: { state: 'actedOn' } });
    desk.workflows.afterRefusal = async () => {
      await desk.prisma.outbox.delete({ where: { id: acknowledged.id } });
      desk.workflows.refusal = undefined;
      delete desk.workflows.afterRefusal;
    };
    expect((await desk.act(officer, id!, 'retraction')).status).toBe(200);
    expect(await desk.prisma.caseMessage.findMany({ where: { caseId } })).toMatchObject([{ state: 'sent' }]);
    expect(desk.told.at(-1)).toMatchObject({ workflowId: `application/${caseId}`, message: { kind: 'takenBack' } });
    expect(await desk.prisma.outbox.count({ where: { subjectId: caseId } })).toBe(0);
  });

  it.each<[string, object[]]>([
    ['once somebody has claimed what followed', [{ state: 'claimed', assignee: 'officer-2', version: 1 }]],
    ['once somebody has had what followed', [{ version: 2 }]],
    ['once nothing follows', []],
    ['once more than one step followed', [{ state: 'completed' }, {}]],
  ])('is not possible %s', async (_when, following) => {
    const caseId = await desk.aCase();
    const [id] = await desk.tasks(1 + following.length, (index) => ({
      subjectId: caseId,
      ...(index === 0 ? done() : following[index - 1]),
    }));
    const { status, body } = await desk.act(officer, id!, 'retraction');
    expect([status, body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect(await desk.prisma.caseMessage.count({ where: { caseId } })).toBe(0);
  });

  it('is for whoever answered', async () => {
    const caseId = await desk.aCase();
    const [id] = await desk.tasks(2, (index) => ({ subjectId: caseId, ...(index === 0 ? done() : {}) }));
    expect((await desk.act(colleague, id!, 'retraction')).body.params.reason).toBe('notAssigned');
  });
});
