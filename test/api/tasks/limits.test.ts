/** Whoever draws a task sees the whole person behind it: nobody draws as many as they like. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anOfficer, type Desk, startStaffedDesk, supervisor } from '../desk.ts';

let desk: Desk;
const held = 5;
const returned = 8;

beforeAll(async () => {
  desk = await startStaffedDesk({ handlingOfficer: { held, returned } });
});

afterAll(() => desk?.close());

beforeEach(async () => {
  await desk.prisma.task.updateMany({ data: { state: 'cancelled' } });
});

let people = 0;
/** On the register, and new to every test. */
async function aTaker(differing: Partial<Caller> = {}): Promise<Caller> {
  people += 1;
  const taker = anOfficer(`taker-${people}`, differing);
  await desk.onRegister(taker.subject);
  return taker;
}

const next = (caller: Caller, wish: object = {}) => desk.as(caller)('POST', '/v1/inbox/next', wish);
const holds = ({ subject }: Caller) => desk.prisma.task.count({ where: { assignee: subject, state: 'claimed' } });

/** Takes what is next, and gives it back. */
async function drawAndReturn(caller: Caller, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const { status, body, text } = await next(caller);
    expect(status, text).toBe(200);
    expect((await desk.act(caller, body.task.id, 'release')).status).toBe(200);
  }
}

async function takes(caller: Caller, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let time = 0; time < count; time += 1) ids.push((await next(caller)).body.task.id);
  return ids;
}

const reached = (limit: string) => ({ code: 'LIMIT_REACHED', params: { limit, role: 'handlingOfficer' } });

describe('in hand at a time', () => {
  it('as many as the office allows, by whatever way they are taken', async () => {
    const taker = await aTaker();
    await desk.tasks(held + 3);
    const [first] = await takes(taker, held);
    const refused = await next(taker);
    expect([refused.status, refused.body]).toMatchObject([429, reached('held')]);
    expect([refused.body.params.again, refused.headers.get('retry-after')]).toEqual([null, null]);
    const another = await desk.aTask();
    expect((await desk.act(taker, another, 'claim')).body).toMatchObject(reached('held'));
    await desk.act(taker, first!, 'release');
    expect((await desk.act(taker, another, 'claim')).status).toBe(200);
  });

  it('never more by asking thirty times at once', async () => {
    const taker = await aTaker();
    await desk.tasks(40);
    const answers = await Promise.all(Array.from({ length: 30 }, () => next(taker)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(held);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30 - held);
    expect(await holds(taker)).toBe(held);
  });

  it('nor one by one at once, nor both ways', async () => {
    const taker = await aTaker();
    const ids = await desk.tasks(30);
    const claims = ids.map((id) => desk.as(taker)('POST', `/v1/tasks/${id}/claim`, { version: 0 }));
    const answers = await Promise.all([...claims, ...Array.from({ length: 10 }, () => next(taker))]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(held);
    expect(await holds(taker)).toBe(held);
  });

  it('in bulk each item says so for itself', async () => {
    const taker = await aTaker();
    const items = (await desk.tasks(held + 2)).map((id) => ({ id, version: 0 }));
    const { status, body } = await desk.as(taker)('POST', '/v1/tasks/bulk/claim', { items });
    expect(status).toBe(200);
    const codes = body.results.map(({ problem }: any) => problem?.code ?? 'done').toSorted();
    expect(codes).toEqual(['LIMIT_REACHED', 'LIMIT_REACHED', ...Array.from({ length: held }, () => 'done')]);
  });

  it('those that a colleague has by delegation count, and come back all the same', async () => {
    const [taker, colleague] = [await aTaker(), await aTaker()];
    await desk.tasks(held + 2);
    const [first] = await takes(taker, held);
    expect((await desk.act(taker, first!, 'delegation', { to: colleague.subject })).status).toBe(200);
    expect((await next(taker)).body).toMatchObject(reached('held'));
    expect((await desk.act(colleague, first!, 'opinion', { opinion: 'fine' })).status).toBe(200);
    expect(await holds(taker)).toBe(held);
  });

  it('colleagues pass each other no more; a supervisor may, but not to themselves', async () => {
    const [taker, colleague] = [await aTaker(), await aTaker()];
    await desk.tasks(2 * held + 2);
    await takes(colleague, held);
    const [first] = await takes(taker, 1);
    for (const verb of ['transfer', 'delegation']) {
      const refused = await desk.act(taker, first!, verb, { to: colleague.subject });
      expect(refused.body, verb).toMatchObject(reached('held'));
    }
    expect((await desk.act(supervisor, first!, 'transfer', { to: colleague.subject })).status).toBe(200);
    const another = await desk.aTask();
    expect((await desk.act(supervisor, another, 'assign', { to: colleague.subject })).status).toBe(200);
    expect(await holds(colleague)).toBe(held + 2);
    const both: Caller = { ...colleague, roles: ['handlingOfficer', 'supervisor'] };
    const third = await desk.aTask();
    expect((await desk.act(both, third, 'assign', { to: colleague.subject })).body).toMatchObject(reached('held'));
  });

  it('visits are planned for days ahead and do not count, nor does what is of a role without a limit', async () => {
    const visits = await aTaker({ roles: ['visitTeam', 'handlingOfficer'] });
    await desk.tasks(held + 3, () => ({ kind: 'visitReport' }));
    await desk.tasks(held);
    for (let time = 0; time < held + 3; time += 1)
      expect((await next(visits, { taskKind: 'visitReport' })).status).toBe(200);
    await takes(visits, held);
    expect((await next(visits)).status).toBe(429);
    await desk.aTask({ kind: 'visitReport' });
    expect((await next(visits)).body.task.kind).toBe('visitReport');
  });
});

describe('drawn and given back within an hour', () => {
  it('as many as the office allows; then it says when one may be taken again', async () => {
    const taker = await aTaker();
    await desk.tasks(3);
    const begun = desk.clock.now();
    await drawAndReturn(taker, returned);
    const refused = await next(taker);
    expect([refused.status, refused.body]).toMatchObject([429, reached('returned')]);
    expect(Date.parse(refused.body.params.again)).toBe(begun.getTime() + 3_600_000);
    expect(refused.headers.get('retry-after')).toBe('3600');
    const another = await desk.aTask();
    expect((await desk.act(taker, another, 'claim')).body).toMatchObject(reached('returned'));
    desk.clock.at = new Date(begun.getTime() + 3_600_001);
    expect((await next(taker)).status).toBe(200);
  });

  it('by whatever way they are given back: handed on, with an opinion, or stood aside from', async () => {
    const [taker, colleague] = [await aTaker(), await aTaker()];
    await desk.tasks(returned + 3);
    await drawAndReturn(taker, returned - 2);
    const [first, second] = await takes(taker, 2);
    await desk.act(taker, first!, 'transfer', { to: colleague.subject });
    expect((await desk.act(taker, second!, 'recusal')).status).toBe(200);
    expect((await next(taker)).body).toMatchObject(reached('returned'));
    await desk
      .act(colleague, first!, 'delegation', { to: taker.subject })
      .then(({ body }) => expect(body).toMatchObject(reached('returned')));
  });

  it('what is answered is not given back', async () => {
    const taker = await aTaker();
    await desk.tasks(returned + 2);
    for (let time = 0; time < returned + 1; time += 1) {
      const [id] = await takes(taker, 1);
      await desk.prisma.task.update({ where: { id: id! }, data: { state: 'completed', completedBy: taker.subject } });
    }
    expect((await next(taker)).status).toBe(200);
  });
});

it('speaks to people in their language', async () => {
  const taker = await aTaker();
  await desk.tasks(held + 1);
  await takes(taker, held);
  const { body } = await desk.as(taker)('POST', '/v1/inbox/next', {}, { 'accept-language': 'zh-CN' });
  expect(body.detail).toBe(`您手上已有 ${held} 项任务，达到上限；办结或者退回后可以再领。`);
});
