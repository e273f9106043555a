import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anOfficer, type Desk, startDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk?.close());

const administrator: Caller = { subject: 'admin-1', roles: ['administrator'], regions: [] };
const entry = {
  roles: ['departmentReviewer'],
  regions: ['rizhao'],
  institution: 'hospital-1',
  specialties: ['oncology'],
};

function put(caller: Caller, subject: string, body: object = entry) {
  return desk.as(caller)('PUT', `/v1/staff/${subject}`, body);
}

describe('the staff register', () => {
  it('keeps who works where, and says who entered it', async () => {
    const { status, body } = await put(supervisor, 'doctor-1');
    expect([status, body]).toEqual([
      200,
      {
        subject: 'doctor-1',
        ...entry,
        department: null,
        active: true,
        updatedAt: desk.clock.now().toISOString(),
        updatedBy: 'supervisor-1',
      },
    ]);
    await put(supervisor, 'doctor-1', { ...entry, active: false });
    expect((await desk.as(supervisor)('GET', '/v1/staff/doctor-1')).body.active).toBe(false);
  });

  it('is of a supervisor for the own regions, and of an administrator for all', async () => {
    const elsewhere = { ...entry, regions: ['xx-county'] };
    expect((await put(supervisor, 'doctor-2', elsewhere)).body.params.reason).toBe('outsideRegion');
    expect((await put(supervisor, 'doctor-2', { ...entry, regions: ['*'] })).status).toBe(403);
    expect((await put(administrator, 'doctor-2', elsewhere)).status).toBe(200);
    expect((await put(supervisor, 'doctor-2', entry)).body.params.reason).toBe('outsideRegion');
    expect((await desk.as(supervisor)('GET', '/v1/staff/doctor-2')).status).toBe(403);
    expect((await put(anOfficer('officer-1'), 'doctor-3')).status).toBe(403);
  });

  it('is listed by name, filtered, page by page', async () => {
    for (const name of ['a', 'b', 'c'])
      await put(administrator, `listed-${name}`, { ...entry, institution: 'hospital-9' });
    await put(administrator, 'listed-d', { ...entry, institution: 'hospital-9', roles: ['confirmingOfficer'] });
    const subjects = async (query: string) =>
      (await desk.as(supervisor)('GET', `/v1/staff?institution=hospital-9${query}`)).body;
    const first = await subjects('&limit=3');
    expect(first.items.map(({ subject }: any) => subject)).toEqual(['listed-a', 'listed-b', 'listed-c']);
    expect((await subjects(`&limit=3&cursor=${first.next}`)).items.map(({ subject }: any) => subject)).toEqual([
      'listed-d',
    ]);
    expect((await subjects('&role=confirmingOfficer')).items).toHaveLength(1);
    expect((await subjects('&region=xx-county')).items).toEqual([]);
  });

  it('says 404 of whoever is not on it, and 400 of an entry that is none', async () => {
    expect((await desk.as(supervisor)('GET', '/v1/staff/nobody')).status).toBe(404);
    expect((await put(supervisor, 'doctor-1', { ...entry, regions: [] })).status).toBe(400);
    expect((await put(supervisor, 'doctor-1', { ...entry, roles: ['wizard'] })).status).toBe(400);
  });
});

describe('whoever works here no more', () => {
  const gone = anOfficer('gone');
  const left = { roles: ['handlingOfficer'], regions: ['rizhao'], active: false };
  const colleague = { ...left, active: true };
  beforeAll(() => put(administrator, 'gone', left));

  it('takes nothing, answers nothing and sees nothing, whatever their token says', async () => {
    const [ready, held] = [await desk.aTask(), await desk.aTask({ state: 'claimed', assignee: 'gone' })];
    expect((await desk.act(gone, ready, 'claim')).body.code).toBe('NOBODY_COMPETENT');
    const bulk = { items: [{ id: ready, version: 0 }] };
    const { body } = await desk.as(gone)('POST', '/v1/tasks/bulk/claim', bulk);
    expect(body.results[0].problem.code).toBe('NOBODY_COMPETENT');
    expect((await desk.as(gone)('POST', '/v1/inbox/next', {})).body.params.reason).toBe('inactive');
    const decision = { outcome: 'approved', reasons: [], answers: [] };
    expect((await desk.act(gone, held, 'completion', { decision })).body.code).toBe('NOBODY_COMPETENT');
    for (const verb of ['release', 'transfer', 'delegation', 'recusal'])
      expect((await desk.act(gone, held, verb, { to: 'officer-2' })).body.params.reason).toBe('inactive');
    expect((await desk.as(gone)('GET', '/v1/tasks')).body.params.reason).toBe('inactive');
    expect(await desk.prisma.task.findUnique({ where: { id: held } })).toMatchObject({ state: 'claimed', version: 0 });
  });

  it('is given nothing', async () => {
    const task = await desk.aTask();
    expect((await desk.act(supervisor, task, 'assign', { to: 'gone' })).body.params.missing).toEqual(['active']);
  });

  it('leaves what they had to its queue, or to whoever had delegated it', async () => {
    await put(administrator, 'leaving', colleague);
    await put(administrator, 'staying', colleague);
    const held = await desk.aTask({ state: 'claimed', assignee: 'leaving' });
    const lent = await desk.aTask({ state: 'claimed', assignee: 'leaving', delegator: 'staying' });
    const given = await desk.aTask({ state: 'claimed', assignee: 'staying', delegator: 'leaving' });
    await put(administrator, 'leaving', { ...colleague, roles: ['visitTeam'] });
    const rows = await desk.prisma.task.findMany({ where: { id: { in: [held, lent, given] } } });
    const standing = (id: string) => {
      const { state, assignee, delegator } = rows.find((row) => row.id === id)!;
      return [state, assignee, delegator];
    };
    expect([standing(held), standing(lent), standing(given)]).toEqual([
      ['ready', null, null],
      ['claimed', 'staying', null],
      ['ready', null, null],
    ]);
    expect(await desk.history(held)).toEqual([['released', 'admin-1', null, null]]);
  });

  it('and whoever hands a task to themselves hands it to nobody', async () => {
    const holder = anOfficer('staying');
    const id = await desk.aTask({ state: 'claimed', assignee: 'staying' });
    for (const verb of ['delegation', 'transfer']) {
      const { status, body } = await desk.act(holder, id, verb, { to: 'staying' });
      expect([status, body.errors[0].where]).toEqual([400, '/body/to']);
    }
  });
});

/** Requirement 61: who was trained in what, when, and until when it counts. */
describe('training records', () => {
  const trained = (caller: Caller, subject: string, body: object) =>
    desk.as(caller)('POST', `/v1/staff/${subject}/trainings`, body);
  const training = { topic: 'review-criteria', on: '2026-03-02', validUntil: '2026-12-01' };

  it('are kept with who recorded them, the latest first, each once', async () => {
    await put(supervisor, 'trained-1');
    const { status, body } = await trained(supervisor, 'trained-1', training);
    expect([status, body]).toEqual([
      201,
      {
        id: expect.any(String),
        subject: 'trained-1',
        ...training,
        recordedBy: 'supervisor-1',
        recordedAt: desk.clock.now().toISOString(),
      },
    ]);
    expect((await trained(supervisor, 'trained-1', training)).body).toMatchObject({
      status: 409,
      code: 'STATE_CONFLICT',
    });
    await trained(supervisor, 'trained-1', { topic: 'appeals', on: '2026-05-06' });
    const { items } = (await desk.as(supervisor)('GET', '/v1/staff/trained-1/trainings')).body;
    expect(items.map(({ topic, validUntil }: any) => [topic, validUntil])).toEqual([
      ['appeals', null],
      ['review-criteria', '2026-12-01'],
    ]);
  });

  it('find whoever is trained today, in the days of the region', async () => {
    await put(supervisor, 'trained-2');
    await trained(supervisor, 'trained-2', { ...training, topic: 'lapsing' });
    const found = async () =>
      (await desk.as(supervisor)('GET', '/v1/staff?region=rizhao&trainedIn=lapsing')).body.items.map(
        ({ subject }: any) => subject,
      );
    const { at } = desk.clock;
    desk.clock.at = new Date('2026-12-01T15:59:00Z');
    expect(await found()).toEqual(['trained-2']);
    desk.clock.at = new Date('2026-12-01T16:00:00Z'); // the 2nd in Shanghai
    expect(await found()).toEqual([]);
    desk.clock.at = at;
  });

  it('are of whoever keeps the register there, for whoever is on it', async () => {
    await put(administrator, 'trained-3', { ...entry, regions: ['xx-county'] });
    expect((await trained(supervisor, 'trained-3', training)).status).toBe(403);
    expect((await trained(anOfficer('officer-1'), 'trained-1', training)).status).toBe(403);
    expect((await trained(supervisor, 'nobody', training)).status).toBe(404);
    expect((await trained(supervisor, 'trained-1', { ...training, on: '2026-12-02' })).body.errors[0].where).toBe(
      '/body/validUntil',
    );
  });
});
