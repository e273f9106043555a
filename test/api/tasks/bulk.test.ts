import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { colleague, type Desk, officer, startStaffedDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startStaffedDesk();
});

afterAll(() => desk?.close());

describe('in bulk', () => {
  it('each item has its own result, and what one is refused for keeps no other back', async () => {
    const [free, barred, taken] = await desk.tasksOf(
      {},
      { barred: { 'officer-1': 'relative' } },
      { state: 'claimed', assignee: 'officer-2' },
    );
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
    const assigned = await desk.as(supervisor)('POST', '/v1/tasks/bulk/assign', {
      to: 'officer-2',
      items: ids.map((id) => ({ id, version: 0 })),
    });
    expect(assigned.body.results.every(({ done }: any) => done)).toBe(true);
    const released = await desk.as(colleague)('POST', '/v1/tasks/bulk/release', {
      items: ids.map((id) => ({ id, version: 1 })),
    });
    expect(released.body.results.every(({ done }: any) => done)).toBe(true);
    expect(await desk.prisma.task.count({ where: { id: { in: ids }, state: 'ready', version: 2 } })).toBe(200);
    const tooMany = Array.from({ length: 201 }, () => ({ id: randomUUID(), version: 0 }));
    expect((await desk.as(colleague)('POST', '/v1/tasks/bulk/claim', { items: tooMany })).status).toBe(400);
  });

  it('the same task named twice is done once', async () => {
    const id = await desk.aTask();
    const { body } = await desk.as(officer)('POST', '/v1/tasks/bulk/claim', {
      items: [
        { id, version: 0 },
        { id, version: 0 },
      ],
    });
    expect(body.results.filter(({ done }: any) => done)).toHaveLength(1);
  });
});
