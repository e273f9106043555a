import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../domain/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { anOfficer, startDesk, type Desk } from './desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
  for (const subject of ['officer-1', 'officer-2', 'officer-3']) await desk.onRegister(subject);
});

afterAll(() => desk?.close());

const officer = anOfficer('officer-1');
const colleague = anOfficer('officer-2');
const supervisor = anOfficer('supervisor-1', { roles: ['supervisor'] });
const mine = { state: 'claimed', assignee: 'officer-1', claimedAt: new Date('2026-12-01T01:00:00Z') };

describe('assigning 指派', () => {
  it('gives what nobody has to somebody', async () => {
    const id = await desk.aTask();
    const { status, body } = await desk.act(supervisor, id, 'assign', { to: 'officer-2', note: '请尽快' });
    expect([status, body.state, body.assignee]).toEqual([200, 'claimed', 'officer-2']);
    expect(await desk.history(id)).toEqual([['assigned', 'supervisor-1', null, 'officer-2']]);
  });

  it('takes what somebody has and gives it to somebody else; time in hand goes on', async () => {
    const id = await desk.aTask({ ...mine, delegator: 'officer-3' });
    const { body } = await desk.act(supervisor, id, 'assign', { to: 'officer-2' });
    expect(body).toMatchObject({ assignee: 'officer-2', delegator: null, claimedAt: mine.claimedAt.toISOString() });
    expect(await desk.history(id)).toEqual([['transferred', 'supervisor-1', null, 'officer-2']]);
  });

  it.each<[string, object, string[]]>([
    ['who has left', { active: false }, ['active']],
    ['of another role', { roles: ['visitTeam'] }, ['role']],
    ['of another region', { regions: ['xx-county'] }, ['region']],
    ['of another hospital', { roles: ['departmentReviewer'], institution: 'hospital-2', specialties: ['oncology'] }, ['institution']],
    ['of another specialty', { roles: ['departmentReviewer'], institution: 'hospital-1' }, ['specialty']],
    ['of another role and region', { roles: ['expert'], regions: ['xx-county'] }, ['role', 'region']],
  ])('to somebody %s says what is missing', async (_who, entry, missing) => {
    const atHospital = missing.includes('institution') || missing.includes('specialty');
    const place = { kind: 'departmentReview', institution: 'hospital-1', specialty: 'oncology' } as const;
    const id = await desk.aTask(atHospital ? place : {});
    await desk.onRegister('somebody', entry);
    const { status, body } = await desk.act(supervisor, id, 'assign', { to: 'somebody' });
    expect([status, body.code, body.params.missing]).toEqual([422, 'NOBODY_COMPETENT', missing]);
    expect(await desk.history(id)).toEqual([]);
  });

  it('to somebody of every region and the right hospital is possible', async () => {
    await desk.onRegister('doctor', { roles: ['departmentReviewer'], regions: ['*'], institution: 'hospital-1', specialties: ['oncology'] });
    const id = await desk.aTask({ kind: 'departmentReview', institution: 'hospital-1', specialty: 'oncology' });
    expect((await desk.act(supervisor, id, 'assign', { to: 'doctor' })).status).toBe(200);
  });

  it('to somebody who is on no register says so', async () => {
    const { body } = await desk.act(supervisor, await desk.aTask(), 'assign', { to: 'nobody' });
    expect([body.code, body.params.missing]).toEqual(['NOBODY_COMPETENT', ['register']]);
  });

  it('to somebody who is barred names the rule', async () => {
    const id = await desk.aTask({ barred: { 'officer-2': 'treatingPhysician' } });
    const { status, body } = await desk.act(supervisor, id, 'assign', { to: 'officer-2' });
    expect([status, body.code, body.params]).toEqual([403, 'FOUR_EYES', { rule: 'treatingPhysician', subject: 'officer-2' }]);
  });

  it.each<[string, Caller]>([
    ['an officer', officer],
    ['a supervisor of another region', { ...supervisor, regions: ['xx-county'] }],
  ])('is not for %s', async (_who, caller) => {
    expect((await desk.act(caller, await desk.aTask(), 'assign', { to: 'officer-2' })).status).toBe(403);
  });

  it('of what is completed is not possible', async () => {
    const { status, body } = await desk.act(supervisor, await desk.aTask({ state: 'completed' }), 'assign', { to: 'officer-2' });
    expect([status, body.code]).toEqual([409, 'STATE_CONFLICT']);
  });
});

describe('transferring 转办', () => {
  it('hands the task on for good', async () => {
    const id = await desk.aTask(mine);
    const { body } = await desk.act(officer, id, 'transfer', { to: 'officer-2', note: '我明天休假' });
    expect(body).toMatchObject({ state: 'claimed', assignee: 'officer-2', delegator: null });
    expect((await desk.act(officer, id, 'release')).status).toBe(403);
    const events = (await desk.as(colleague)('GET', `/v1/tasks/${id}/events`)).body.items;
    expect(events).toMatchObject([{ action: 'transferred', actor: 'officer-1', assignee: 'officer-2', note: '我明天休假' }]);
  });

  it('to somebody barred is refused, and by somebody who has it not', async () => {
    const id = await desk.aTask({ ...mine, barred: { 'officer-2': 'relative' } });
    expect((await desk.act(officer, id, 'transfer', { to: 'officer-2' })).body.params.rule).toBe('relative');
    expect((await desk.act(colleague, id, 'transfer', { to: 'officer-3' })).body.params.reason).toBe('notAssigned');
  });
});

describe('delegating 委派', () => {
  it('comes back with the opinion of the colleague, who cannot answer meanwhile', async () => {
    const id = await desk.aTask(mine);
    const delegated = (await desk.act(officer, id, 'delegation', { to: 'officer-2' })).body;
    expect(delegated).toMatchObject({ assignee: 'officer-2', delegator: 'officer-1' });
    const early = await desk.act(colleague, id, 'completion', { decision: { outcome: 'approved', answers: [] } });
    expect([early.status, early.body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect((await desk.act(colleague, id, 'release')).status).toBe(409);
    expect((await desk.act(officer, id, 'opinion', { opinion: 'mine' })).status).toBe(403);
    const { body } = await desk.act(colleague, id, 'opinion', { opinion: '病理报告属实' });
    expect(body).toMatchObject({ state: 'claimed', assignee: 'officer-1', delegator: null });
    const [, returned] = (await desk.as(officer)('GET', `/v1/tasks/${id}/events`)).body.items;
    expect(returned).toMatchObject({ action: 'delegationReturned', actor: 'officer-2', assignee: 'officer-1', note: '病理报告属实' });
  });

  it('is not passed on by the one it was delegated to', async () => {
    const id = await desk.aTask({ ...mine, assignee: 'officer-2', delegator: 'officer-1' });
    expect((await desk.act(colleague, id, 'delegation', { to: 'officer-3' })).body.code).toBe('STATE_CONFLICT');
    expect((await desk.act(colleague, id, 'transfer', { to: 'officer-3' })).body.code).toBe('STATE_CONFLICT');
  });
});

describe('standing aside 回避', () => {
  it('gives the task back, and keeps the case from whoever said so, in every step', async () => {
    const caseId = await desk.aCase();
    const [id, other, elsewhere] = await desk.tasks(3, (index) => [{ ...mine, caseId }, { caseId, kind: 'appealReview' }, {}][index]! as object);
    const { status, body } = await desk.act(officer, id!, 'recusal', { note: '患者是我亲属' });
    expect([status, body.state, body.assignee, body.claimedAt]).toEqual([200, 'ready', null, null]);
    expect((await desk.act(officer, id!, 'claim')).body.params).toEqual({ rule: 'declared', subject: 'officer-1' });
    expect((await desk.act(officer, other!, 'claim')).body.code).toBe('FOUR_EYES');
    expect((await desk.act(officer, elsewhere!, 'claim')).status).toBe(200);
    expect(await desk.prisma.conflict.findMany({ where: { caseId } })).toMatchObject([
      { subject: 'officer-1', rule: 'declared', declaredBy: 'officer-1' },
    ]);
    expect((await desk.history(id!)).map(([action]) => action)).toEqual(['recused']);
  });

  it('of what was delegated gives it back to the one who delegated it', async () => {
    const id = await desk.aTask({ ...mine, delegator: 'officer-2' });
    expect((await desk.act(officer, id, 'recusal')).body).toMatchObject({ state: 'claimed', assignee: 'officer-2', delegator: null });
  });

  it('before taking it leaves it where it is', async () => {
    const id = await desk.aTask();
    await desk.act(officer, id, 'recusal');
    expect((await desk.read(colleague, id)).permittedActions).toContain('claimTask');
    expect((await desk.read(officer, id)).permittedActions).not.toContain('claimTask');
  });
});

describe('answering', () => {
  const approval = { outcome: 'approved', answers: [{ point: 0, answer: 'satisfied', note: '已看原件' }] };
  const open = [{ code: 'evidenceInsufficient', clause: 'D3-P', params: {} }];

  it('sends the answer to the workflow of the task, without its notes, and keeps it whole', async () => {
    const caseId = await desk.aCase();
    const id = await desk.aTask({ ...mine, caseId, open, workflowId: `application/${caseId}/1` });
    const { status, body } = await desk.act(officer, id, 'completion', { decision: approval });
    expect([status, body.state]).toEqual([200, 'completing']);
    const sent = desk.answered.at(-1)!;
    expect(sent.workflowId).toBe(`application/${caseId}/1`);
    expect(sent.message).toMatchObject({ outcome: 'approved', taskId: id, by: { subject: 'officer-1', role: 'handlingOfficer' } });
    expect(JSON.stringify(sent.message)).not.toContain('已看原件');
    const row = await desk.prisma.task.findUniqueOrThrow({ where: { id } });
    expect(JSON.stringify(desk.sealer.open(row.resultSealed!))).toContain('已看原件');
    const outbox = await desk.prisma.outbox.findUniqueOrThrow({ where: { id: `answerTask:${id}` } });
    expect(outbox.payload).toEqual({ workflowId: sent.workflowId, updateId: row.updateId, message: sent.message });
  });

  it.each<[string, object, object, string]>([
    ['with what another kind is answered', {}, { outcome: 'accepted' }, 'ANSWER_NOT_POSSIBLE'],
    ['with a point left open', { open }, { outcome: 'approved', answers: [] }, 'DECISION_INCOMPLETE'],
    ['by somebody barred', { barred: { 'officer-1': 'entered' } }, { outcome: 'approved' }, 'FOUR_EYES'],
  ])('%s is refused, and changes nothing', async (_how, differing, decision, code) => {
    const id = await desk.aTask({ ...mine, ...differing });
    expect((await desk.act(officer, id, 'completion', { decision })).body.code).toBe(code);
    expect(await desk.prisma.task.findUnique({ where: { id } })).toMatchObject({ state: 'claimed', version: 0, resultSealed: null });
    expect(await desk.prisma.outbox.count({ where: { id: `answerTask:${id}` } })).toBe(0);
  });

  it.each([
    ['departmentReview', { outcome: 'recommended', answers: [] }],
    ['deskAcceptance', { outcome: 'accepted' }],
    ['confirmation', { outcome: 'returned', note: '缺少诊断证明' }],
    ['visitReport', { outcome: 'notAtHome' }],
  ] as const)('a task of kind %s: its form says what is possible', async (kind, decision) => {
    const role = { departmentReview: 'departmentReviewer', deskAcceptance: 'hospitalDesk', confirmation: 'confirmingOfficer', visitReport: 'visitTeam' } as const;
    const reviewer = anOfficer('officer-1', { roles: [role[kind]], institution: 'hospital-1' });
    const id = await desk.aTask({ ...mine, kind, institution: 'hospital-1' });
    const { form } = await desk.read(reviewer, id);
    expect(JSON.stringify(form)).toContain(`"const":"${decision.outcome}"`);
    expect((await desk.act(reviewer, id, 'completion', { decision })).status).toBe(200);
  });

  it('shows the step that was returned who sent it back, and why, to those who may work on it', async () => {
    const caseId = await desk.aCase();
    const note = '诊断证明没有盖章';
    const done = { state: 'completed', completedAt: desk.clock.now(), completedBy: 'confirmer', answer: 'returned', createdAt: desk.inHours(-2) };
    await desk.tasks(1, () => ({ ...done, caseId, kind: 'confirmation', institution: 'hospital-1', resultSealed: desk.sealer.seal({ outcome: 'returned', note }) }));
    const id = await desk.aTask({ caseId, kind: 'departmentReview', institution: 'hospital-1', ordinal: 1, barred: { 'doctor-2': 'relative' } });
    const doctor = anOfficer('doctor-1', { roles: ['departmentReviewer'], institution: 'hospital-1' });
    expect((await desk.read(doctor, id)).returned).toEqual({ by: 'confirmer', onBehalfOf: null, role: 'confirmingOfficer', at: desk.clock.now().toISOString(), note });
    expect((await desk.read({ ...doctor, subject: 'doctor-2' }, id)).returned).toBeNull();
  });
});

describe('taking an answer back 撤销办理', () => {
  const done = () => ({ state: 'completed', assignee: 'officer-1', completedBy: 'officer-1', completedAt: desk.clock.now(), answer: 'recommended', createdAt: desk.inHours(-1) });

  it('withdraws the step that followed, and tells the case', async () => {
    const caseId = await desk.aCase();
    const [id, following] = await desk.tasks(2, (index) => ({ caseId, ...(index === 0 ? done() : { kind: 'appealReview' }) }) as object);
    const { status } = await desk.act(officer, id!, 'retraction', { note: '看错了日期' });
    expect(status).toBe(200);
    const { workflowId, message } = desk.told.at(-1)!;
    expect([workflowId, message]).toEqual([`application/${caseId}`, { id: expect.any(String), kind: 'takenBack', by: 'officer-1', taskId: id }]);
    expect((await desk.act(colleague, following!, 'claim')).body.code).toBe('STATE_CONFLICT');
    expect(await desk.prisma.caseMessage.findUnique({ where: { id: message.id } })).toMatchObject({ kind: 'takenBack', state: 'sent' });
    const outbox = await desk.prisma.outbox.findUnique({ where: { id: `tell:${message.id}` } });
    expect(outbox?.payload).toEqual({ workflowId, message });
  });

  it('that the case refuses puts the step that followed back into its queue', async () => {
    const caseId = await desk.aCase();
    const [id, following] = await desk.tasks(2, (index) => ({ caseId, ...(index === 0 ? done() : {}) }));
    desk.workflows.refusal = new DomainError('STATE_CONFLICT', 'Not the last.', { params: { state: 'actedOn' } });
    const { status } = await desk.act(officer, id!, 'retraction');
    desk.workflows.refusal = undefined;
    expect(status).toBe(409);
    expect(await desk.prisma.caseMessage.findMany({ where: { caseId } })).toMatchObject([{ state: 'refused' }]);
    expect(await desk.prisma.outbox.count({ where: { caseId } })).toBe(0);
    expect((await desk.act(colleague, following!, 'claim')).status).toBe(200);
  });

  it.each<[string, object[]]>([
    ['once somebody has claimed what followed', [{ state: 'claimed', assignee: 'officer-2', version: 1 }]],
    ['once somebody has had what followed', [{ version: 2 }]],
    ['once nothing follows', []],
    ['once more than one step followed', [{ state: 'completed' }, {}]],
  ])('is not possible %s', async (_when, following) => {
    const caseId = await desk.aCase();
    const [id] = await desk.tasks(1 + following.length, (index) => ({ caseId, ...(index === 0 ? done() : following[index - 1]) }));
    const { status, body } = await desk.act(officer, id!, 'retraction');
    expect([status, body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect(await desk.prisma.caseMessage.count({ where: { caseId } })).toBe(0);
  });

  it('is for whoever answered', async () => {
    const caseId = await desk.aCase();
    const [id] = await desk.tasks(2, (index) => ({ caseId, ...(index === 0 ? done() : {}) }));
    expect((await desk.act(colleague, id!, 'retraction')).body.params.reason).toBe('notAssigned');
  });
});

describe('notes', () => {
  it('are read by those who may work on the task, oldest first, and by nobody barred', async () => {
    const id = await desk.aTask({ ...mine, barred: { 'officer-3': 'decided' } });
    const documentId = randomUUID();
    const paper = { sha256: 'a'.repeat(64), mediaType: 'image/png', size: 1, uploadedAt: desk.clock.now() };
    await desk.prisma.document.create({ data: { id: documentId, ...paper, uploadedBy: 'officer-1' } });
    expect((await desk.as(officer)('POST', `/v1/tasks/${id}/comments`, { text: '已电话核实' })).status).toBe(201);
    desk.clock.at = desk.inHours(1);
    expect((await desk.as(officer)('POST', `/v1/tasks/${id}/attachments`, { documentId, text: '通话记录' })).status).toBe(201);
    const { items } = (await desk.as(colleague)('GET', `/v1/tasks/${id}/notes`)).body;
    expect(items).toMatchObject([
      { author: 'officer-1', text: '已电话核实', documentId: null },
      { author: 'officer-1', text: '通话记录', documentId },
    ]);
    for (const part of ['notes', 'events']) {
      expect((await desk.as(anOfficer('officer-3'))('GET', `/v1/tasks/${id}/${part}`)).status).toBe(403);
    }
    const stored = await desk.prisma.taskNote.findMany({ where: { taskId: id } });
    expect(Buffer.concat(stored.map(({ textSealed }) => Buffer.from(textSealed!))).includes('核实')).toBe(false);
  });

  it('are written by the holder and the supervisor; papers must be the own ones', async () => {
    const id = await desk.aTask(mine);
    expect((await desk.as(colleague)('POST', `/v1/tasks/${id}/comments`, { text: 'x' })).status).toBe(403);
    expect((await desk.as(supervisor)('POST', `/v1/tasks/${id}/comments`, { text: 'x' })).status).toBe(201);
    const { body } = await desk.as(officer)('POST', `/v1/tasks/${id}/attachments`, { documentId: randomUUID() });
    expect(body.code).toBe('DOCUMENT_UNKNOWN');
  });
});

describe('in bulk', () => {
  it('each item has its own result, and what one is refused for keeps no other back', async () => {
    const [free, barred, taken] = await desk.tasks(3, (index) => [{}, { barred: { 'officer-1': 'relative' } }, { state: 'claimed', assignee: 'officer-2' }][index]!);
    const stale = await desk.aTask({ version: 3 });
    const elsewhere = await desk.aTask({ region: 'xx-county' });
    const unknown = randomUUID();
    const items = [free, barred, taken, stale, elsewhere, unknown].map((id) => ({ id, version: 0 }));
    const { status, body } = await desk.as(officer)('POST', '/v1/tasks/bulk/claim', { items });
    expect(status).toBe(200);
    expect(body.results.map(({ id }: any) => id)).toEqual(items.map(({ id }) => id));
    expect(body.results.map(({ done, problem }: any) => (done ? 'done' : problem.code))).toEqual([
      ...['done', 'FOUR_EYES', 'STATE_CONFLICT', 'VERSION_CONFLICT', 'NOT_PERMITTED', 'NOT_FOUND'],
    ]);
    expect(await desk.history(free!)).toEqual([['claimed', 'officer-1', null, 'officer-1']]);
  });

  it('two hundred at once are assigned and given back; more are too many', async () => {
    const ids = await desk.tasks(200);
    const assigned = await desk.as(supervisor)('POST', '/v1/tasks/bulk/assign', { to: 'officer-2', items: ids.map((id) => ({ id, version: 0 })) });
    expect(assigned.body.results.every(({ done }: any) => done)).toBe(true);
    const released = await desk.as(colleague)('POST', '/v1/tasks/bulk/release', { items: ids.map((id) => ({ id, version: 1 })) });
    expect(released.body.results.every(({ done }: any) => done)).toBe(true);
    expect(await desk.prisma.task.count({ where: { id: { in: ids }, state: 'ready', version: 2 } })).toBe(200);
    const tooMany = Array.from({ length: 201 }, () => ({ id: randomUUID(), version: 0 }));
    expect((await desk.as(colleague)('POST', '/v1/tasks/bulk/claim', { items: tooMany })).status).toBe(400);
  });

  it('the same task named twice is done once', async () => {
    const id = await desk.aTask();
    const { body } = await desk.as(officer)('POST', '/v1/tasks/bulk/claim', { items: [{ id, version: 0 }, { id, version: 0 }] });
    expect(body.results.filter(({ done }: any) => done)).toHaveLength(1);
  });
});
