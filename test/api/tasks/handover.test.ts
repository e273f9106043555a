import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { colleague, type Desk, mine, officer, startStaffedDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startStaffedDesk();
});

afterAll(() => desk?.close());

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
    [
      'of another hospital',
      { roles: ['departmentReviewer'], institution: 'hospital-2', specialties: ['oncology'] },
      ['institution'],
    ],
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
    await desk.onRegister('doctor', {
      roles: ['departmentReviewer'],
      regions: ['*'],
      institution: 'hospital-1',
      specialties: ['oncology'],
    });
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
    expect([status, body.code, body.params]).toEqual([
      403,
      'FOUR_EYES',
      { rule: 'treatingPhysician', subject: 'officer-2' },
    ]);
  });

  it.each<[string, Caller]>([
    ['an officer', officer],
    ['a supervisor of another region', { ...supervisor, regions: ['xx-county'] }],
  ])('is not for %s', async (_who, caller) => {
    expect((await desk.act(caller, await desk.aTask(), 'assign', { to: 'officer-2' })).status).toBe(403);
  });

  it('of what is completed is not possible', async () => {
    const { status, body } = await desk.act(supervisor, await desk.aTask({ state: 'completed' }), 'assign', {
      to: 'officer-2',
    });
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
    expect(events).toMatchObject([
      { action: 'transferred', actor: 'officer-1', assignee: 'officer-2', note: '我明天休假' },
    ]);
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
    expect(returned).toMatchObject({
      action: 'delegationReturned',
      actor: 'officer-2',
      assignee: 'officer-1',
      note: '病理报告属实',
    });
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
    const [id, other, elsewhere] = await desk.tasksOf(
      { ...mine, subjectId: caseId },
      { subjectId: caseId, kind: 'appealReview' },
      {},
    );
    const { status, body } = await desk.act(officer, id!, 'recusal', { note: '患者是我亲属' });
    expect([status, body.state, body.assignee, body.claimedAt]).toEqual([200, 'ready', null, null]);
    expect((await desk.act(officer, id!, 'claim')).body.params).toEqual({ rule: 'declared', subject: 'officer-1' });
    expect((await desk.act(officer, other!, 'claim')).body.code).toBe('FOUR_EYES');
    expect((await desk.act(officer, elsewhere!, 'claim')).status).toBe(200);
    expect(await desk.prisma.conflict.findMany({ where: { subjectId: caseId } })).toMatchObject([
      { staff: 'officer-1', rule: 'declared', declaredBy: 'officer-1' },
    ]);
    expect((await desk.history(id!)).map(([action]) => action)).toEqual(['recused']);
  });

  it('of what was delegated gives it back to the one who delegated it', async () => {
    const id = await desk.aTask({ ...mine, delegator: 'officer-2' });
    expect((await desk.act(officer, id, 'recusal')).body).toMatchObject({
      state: 'claimed',
      assignee: 'officer-2',
      delegator: null,
    });
  });

  it('before taking it leaves it where it is', async () => {
    const id = await desk.aTask();
    await desk.act(officer, id, 'recusal');
    expect((await desk.read(colleague, id)).permittedActions).toContain('claimTask');
    expect((await desk.read(officer, id)).permittedActions).not.toContain('claimTask');
  });
});

describe('where separation of duties leaves nobody', () => {
  const place = { kind: 'confirmation', institution: 'hospital-1' } as const;

  it('the task says so to whoever sees it, with who steps in, and a supervisor gives it to them and no other', async () => {
    const id = await desk.aTask({ ...place, barred: { doctor: 'recommended' }, nobodyLeft: true });
    const { nobodyLeft, stepsIn } = await desk.read(supervisor, id);
    expect({ nobodyLeft, stepsIn }).toEqual({
      nobodyLeft: true,
      stepsIn: { role: 'handlingOfficer', where: 'region' },
    });
    const { items } = (await desk.as(supervisor)('GET', '/v1/tasks?attention=nobodyLeft')).body;
    expect(items.map((task: { id: string }) => task.id)).toContain(id);
    await desk.onRegister('visitor', { roles: ['visitTeam'] });
    expect((await desk.act(supervisor, id, 'assign', { to: 'visitor' })).body.code).toBe('NOBODY_COMPETENT');
    const { status, body } = await desk.act(supervisor, id, 'assign', { to: 'officer-2' });
    expect([status, body.assignee, body.standIn, body.nobodyLeft]).toEqual([
      200,
      'officer-2',
      'handlingOfficer',
      false,
    ]);
  });

  it('whoever is barred steps in no more than anybody', async () => {
    const id = await desk.aTask({ ...place, barred: { 'officer-2': 'entered' }, nobodyLeft: true });
    expect((await desk.act(supervisor, id, 'assign', { to: 'officer-2' })).body.code).toBe('FOUR_EYES');
  });

  it('where somebody is left, nobody steps in', async () => {
    const id = await desk.aTask(place);
    expect((await desk.act(supervisor, id, 'assign', { to: 'officer-2' })).body.code).toBe('NOBODY_COMPETENT');
  });
});
