import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anOfficer, type Desk, startDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
  for (const subject of ['absentee', 'substitute', 'colleague']) await desk.onRegister(subject);
});

afterAll(() => desk?.close());

const absentee = anOfficer('absentee');
const substitute = anOfficer('substitute');

/** By clocks in China. */
function at(day: string, time = '10:00'): void {
  desk.clock.at = new Date(`${day}T${time}:00+08:00`);
}

beforeEach(async () => {
  await desk.prisma.absence.deleteMany();
  at('2026-12-01');
});

function declare(caller: Caller, differing: object = {}) {
  const entry = {
    subject: 'absentee',
    substitute: 'substitute',
    region: 'rizhao',
    from: '2026-12-02',
    until: '2026-12-03',
  };
  return desk.as(caller)('POST', '/v1/absences', { ...entry, ...differing });
}

async function mineOf(caller: Caller): Promise<string[]> {
  const { items } = (await desk.as(caller)('GET', '/v1/tasks?mine=true&state=claimed')).body;
  return items.map(({ id }: any) => id);
}

describe('an absence', () => {
  it('lasts from the first to the last day, both whole, by clocks of the region', async () => {
    const id = await desk.aTask({ state: 'claimed', assignee: 'absentee' });
    expect((await declare(supervisor)).status).toBe(201);
    const seen: Record<string, boolean> = {};
    for (const [day, time] of [
      ['2026-12-01', '23:59'],
      ['2026-12-02', '00:00'],
      ['2026-12-03', '23:59'],
      ['2026-12-04', '00:00'],
    ] as const) {
      at(day, time);
      seen[`${day} ${time}`] = (await mineOf(substitute)).includes(id);
    }
    expect(seen).toEqual({
      '2026-12-01 23:59': false,
      '2026-12-02 00:00': true,
      '2026-12-03 23:59': true,
      '2026-12-04 00:00': false,
    });
  });

  it('lets the substitute act on what the colleague holds, and every act says for whom', async () => {
    const [answered, released, commented] = await desk.tasks(3, () => ({ state: 'claimed', assignee: 'absentee' }));
    await declare(supervisor, { from: '2026-12-01' });
    const { body } = await desk.act(substitute, answered!, 'completion', {
      decision: { outcome: 'approved', answers: [] },
    });
    expect(body).toMatchObject({
      state: 'completing',
      assignee: 'absentee',
      completedBy: 'substitute',
      onBehalfOf: 'absentee',
    });
    expect(await desk.saidTo(answered!)).toMatchObject({
      by: {
        subject: 'substitute',
        role: 'handlingOfficer',
        onBehalfOf: 'absentee',
      },
    });
    await desk.act(substitute, released!, 'release');
    expect(await desk.history(released!)).toEqual([['released', 'substitute', 'absentee', null]]);
    const note = await desk.as(substitute)('POST', `/v1/tasks/${commented}/comments`, { text: '代班核对' });
    expect(note.body).toMatchObject({ author: 'substitute', onBehalfOf: 'absentee' });
    expect((await desk.act(anOfficer('colleague'), commented!, 'release')).status).toBe(403);
  });

  it.each(['absentee', 'substitute'])(
    'keeps four eyes: a task from which the %s is barred is answered by neither',
    async (who) => {
      const id = await desk.aTask({ state: 'claimed', assignee: 'absentee', barred: { [who]: 'entered' } });
      await declare(supervisor, { from: '2026-12-01' });
      const { status, body } = await desk.act(substitute, id, 'completion', {
        decision: { outcome: 'approved', answers: [] },
      });
      expect([status, body.code, body.params]).toEqual([403, 'FOUR_EYES', { rule: 'entered', subject: who }]);
      expect((await desk.read(substitute, id)).permittedActions).not.toContain('completeTask');
    },
  );

  it('is of one region: what the colleague holds in another is not the substitute’s, unless that is declared as well', async () => {
    const everywhere = { regions: ['rizhao', 'xx-county'] };
    for (const subject of ['absentee', 'substitute']) await desk.onRegister(subject, everywhere);
    const [caller, chief] = [
      { ...substitute, ...everywhere },
      { ...supervisor, ...everywhere },
    ];
    const [here, there] = await desk.tasks(2, (index) => ({
      state: 'claimed',
      assignee: 'absentee',
      region: ['rizhao', 'xx-county'][index]!,
    }));
    await declare(chief, { from: '2026-12-01' });
    const seen = await mineOf(caller);
    expect([seen.includes(here!), seen.includes(there!)]).toEqual([true, false]);
    expect((await desk.read(caller, there!)).permittedActions).not.toContain('releaseTask');
    expect((await desk.act(caller, there!, 'release')).body.code).toBe('NOT_PERMITTED');
    expect((await declare(chief, { from: '2026-12-01', region: 'xx-county' })).status).toBe(201);
    expect(await mineOf(caller)).toContain(there);
    expect((await desk.act(caller, there!, 'release')).status).toBe(200);
    for (const subject of ['absentee', 'substitute']) await desk.onRegister(subject);
  });

  it('gives the substitute no more of the queue, and takes nothing of it from the colleague', async () => {
    const ids = await desk.tasks(2, (index) => ({ majorPriority: index }));
    await declare(supervisor, { from: '2026-12-01' });
    const next = async (caller: Caller) => (await desk.as(caller)('POST', '/v1/inbox/next', {})).body.holder;
    expect([await next(substitute), await next(absentee)]).toEqual(['substitute', 'absentee']);
    expect(await desk.prisma.task.count({ where: { id: { in: ids }, state: 'claimed' } })).toBe(2);
  });

  it('ends when it is said to: the substitute has nothing from then on', async () => {
    const id = await desk.aTask({ state: 'claimed', assignee: 'absentee' });
    const { body } = await declare(absentee, { from: '2026-12-01' });
    expect(await mineOf(substitute)).toContain(id);
    expect((await desk.as(absentee)('DELETE', `/v1/absences/${body.id}`)).status).toBe(204);
    expect(await mineOf(substitute)).not.toContain(id);
    expect((await desk.as(absentee)('GET', '/v1/absences')).body.items).toEqual([]);
  });

  it('is declared by oneself or the supervisor of the region, and ended by them', async () => {
    expect((await declare(anOfficer('colleague'))).body.params.reason).toBe('notOwner');
    expect((await declare({ ...supervisor, regions: ['xx-county'] })).body.params.reason).toBe('outsideRegion');
    expect((await declare({ subject: 'absentee', roles: ['applicant'], regions: [] })).status).toBe(403);
    const { body } = await declare(absentee);
    expect((await desk.as(substitute)('DELETE', `/v1/absences/${body.id}`)).status).toBe(403);
    expect((await desk.as(supervisor)('DELETE', `/v1/absences/${body.id}`)).status).toBe(204);
  });

  it('is seen by who is away, by who stands in and by the supervisor', async () => {
    const { body } = await declare(supervisor);
    const seenBy = async (caller: Caller) => (await desk.as(caller)('GET', '/v1/absences')).body.items;
    for (const caller of [absentee, substitute, supervisor]) expect(await seenBy(caller)).toEqual([body]);
    expect(await seenBy(anOfficer('colleague'))).toEqual([]);
    expect(await seenBy({ ...supervisor, regions: ['xx-county'] })).toEqual([]);
    at('2026-12-04');
    expect(await seenBy(supervisor)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['of another role', { roles: ['visitTeam'] }, ['role']],
    ['of another region', { regions: ['xx-county'] }, ['region']],
    ['who has left', { active: false }, ['active']],
  ])('needs a substitute who qualifies, not one %s', async (_who, entry, missing) => {
    await desk.onRegister('unfit', entry);
    const { status, body } = await declare(supervisor, { substitute: 'unfit' });
    expect([status, body.code, body.params.missing]).toEqual([422, 'NOBODY_COMPETENT', missing]);
  });

  it('of a specialist needs a specialist of the same hospital', async () => {
    const specialist = { roles: ['departmentReviewer'], institution: 'hospital-1', specialties: ['oncology'] };
    await desk.onRegister('specialist', specialist);
    await desk.onRegister('elsewhere', { ...specialist, institution: 'hospital-2', specialties: [] });
    const { body } = await declare(supervisor, { subject: 'specialist', substitute: 'elsewhere' });
    expect(body.params.missing).toEqual(['institution', 'specialty']);
  });

  it('is one at a time, and the substitute is there meanwhile', async () => {
    await declare(supervisor);
    expect(
      (await declare(supervisor, { substitute: 'colleague', from: '2026-12-03', until: '2026-12-09' })).body.code,
    ).toBe('STATE_CONFLICT');
    const chain = await declare(supervisor, { subject: 'colleague', substitute: 'absentee' });
    expect([chain.body.code, chain.body.params.missing]).toEqual(['NOBODY_COMPETENT', ['presence']]);
    expect((await declare(supervisor, { from: '2026-12-04', until: '2026-12-09' })).status).toBe(201);
  });

  it.each<[what: string, ...both: [object, object]]>([
    ['a chain', { subject: 'absentee', substitute: 'substitute' }, { subject: 'substitute', substitute: 'colleague' }],
    ['a circle', { subject: 'absentee', substitute: 'substitute' }, { subject: 'substitute', substitute: 'absentee' }],
    [
      'a chain whose days touch on one',
      { subject: 'absentee', substitute: 'substitute' },
      { subject: 'substitute', substitute: 'colleague', from: '2026-12-03', until: '2026-12-09' },
    ],
  ])('%s of substitutes is judged the same in both orders', async (_what, one, other) => {
    const verdicts: unknown[] = [];
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      await desk.prisma.absence.deleteMany();
      expect((await declare(supervisor, first)).status).toBe(201);
      const { status, body } = await declare(supervisor, second);
      verdicts.push([status, body.code, body.params.missing]);
    }
    expect(verdicts[0]).toEqual([422, 'NOBODY_COMPETENT', ['presence']]);
    expect(verdicts[1]).toEqual(verdicts[0]);
  });

  it('one after the other, of who stands in before and goes afterwards, is none of these', async () => {
    await declare(supervisor);
    const later = { subject: 'substitute', substitute: 'colleague', from: '2026-12-04', until: '2026-12-05' };
    expect((await declare(supervisor, later)).status).toBe(201);
  });

  it('of two declared at the same time that cannot both stand one is refused', async () => {
    const answers = await Promise.all([
      declare(supervisor),
      declare(supervisor, { subject: 'substitute', substitute: 'colleague' }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
  });

  it('gives nothing to a substitute who has left since, or lost the role', async () => {
    const id = await desk.aTask({ state: 'claimed', assignee: 'absentee' });
    await declare(supervisor, { from: '2026-12-01' });
    await desk.onRegister('substitute', { roles: ['visitTeam'] });
    const answer = { decision: { outcome: 'approved', reasons: [], answers: [] } };
    const { body } = await desk.act(substitute, id, 'completion', answer);
    expect(body.code).toBe('NOBODY_COMPETENT');
    await desk.onRegister('substitute', { active: false });
    expect((await desk.act(substitute, id, 'completion', answer)).body.code).toBe('NOBODY_COMPETENT');
    expect((await desk.as(substitute)('GET', '/v1/tasks')).body.params.reason).toBe('inactive');
    await desk.onRegister('substitute');
  });

  it.each([
    [{ from: '2026-12-03', until: '2026-12-02' }, '/body/until'],
    [{ substitute: 'absentee' }, '/body/substitute'],
  ])('%o is none', async (differing, where) => {
    const { status, body } = await declare(supervisor, differing);
    expect([status, body.errors[0].where]).toEqual([400, where]);
  });
});
