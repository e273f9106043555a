import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anOfficer, colleague, type Desk, startDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk?.close());

const owner = anOfficer('officer-1');
const elsewhere = anOfficer('officer-9', { regions: ['xx-county'] });

let names = 0;

function keep(caller: Caller, differing: object = {}) {
  names += 1;
  const entry = { name: `名 ${names}`, filter: { kind: 'appealReview', state: 'ready' } };
  return desk.as(caller)('POST', '/v1/filters', { ...entry, ...differing });
}

async function listed(caller: Caller): Promise<string[]> {
  return (await desk.as(caller)('GET', '/v1/filters')).body.items.map(({ id }: any) => id);
}

describe('a filter', () => {
  it('is kept for its owner alone, unless it is shared with a region', async () => {
    const own = (await keep(owner)).body;
    const shared = (await keep(owner, { sharedWith: 'rizhao' })).body;
    expect(own).toMatchObject({
      owner: 'officer-1',
      sharedWith: null,
      filter: { kind: 'appealReview', state: 'ready' },
    });
    expect(await listed(owner)).toEqual(expect.arrayContaining([own.id, shared.id]));
    expect(await listed(colleague)).toEqual([shared.id]);
    expect(await listed(elsewhere)).toEqual([]);
    expect((await desk.as(colleague)('GET', `/v1/tasks?filter=${own.id}`)).status).toBe(404);
  });

  it('asks the list for what it says; what the query says besides goes before it', async () => {
    const { id } = (await keep(owner, { sharedWith: 'rizhao', filter: { kind: 'appealReview' } })).body;
    const [decision, appeal] = await desk.tasks(2, (index) => (index === 0 ? {} : { kind: 'appealReview' }));
    const found = async (query: string) =>
      (await desk.as(colleague)('GET', `/v1/tasks?filter=${id}${query}`)).body.items.map((task: any) => task.id);
    expect(await found('')).toEqual([appeal]);
    expect(await found('&kind=officerDecision')).toEqual([decision]);
    expect((await desk.as(colleague)('GET', `/v1/tasks/count?filter=${id}`)).body.count).toBe(1);
  });

  it('of mine means whoever uses it', async () => {
    const { id } = (await keep(owner, { sharedWith: 'rizhao', filter: { mine: true } })).body;
    const [, theirs] = await desk.tasks(2, (index) => ({ state: 'claimed', assignee: `officer-${index + 1}` }));
    expect((await desk.as(colleague)('GET', `/v1/tasks?filter=${id}`)).body.items.map((task: any) => task.id)).toEqual([
      theirs,
    ]);
  });

  it('is changed and removed by its owner, a shared one by the supervisor too', async () => {
    const { id } = (await keep(owner, { sharedWith: 'rizhao' })).body;
    const entry = { name: '改过', sharedWith: 'rizhao', filter: { overdue: true } };
    expect((await desk.as(colleague)('PUT', `/v1/filters/${id}`, entry)).body.params.reason).toBe('notOwner');
    expect((await desk.as(owner)('PUT', `/v1/filters/${id}`, entry)).body).toMatchObject(entry);
    expect((await desk.as(colleague)('DELETE', `/v1/filters/${id}`)).status).toBe(403);
    expect((await desk.as(supervisor)('DELETE', `/v1/filters/${id}`)).status).toBe(204);
    expect((await desk.as(owner)('DELETE', `/v1/filters/${id}`)).status).toBe(404);
  });

  it('has a name of its own among its owner’s', async () => {
    await keep(owner, { name: '急件' });
    const { status, body } = await keep(owner, { name: '急件' });
    expect([status, body.code]).toEqual([409, 'STATE_CONFLICT']);
    expect((await keep(colleague, { name: '急件' })).status).toBe(201);
  });

  it('is shared only where its owner works, and asks only for what there is', async () => {
    expect((await keep(owner, { sharedWith: 'xx-county' })).body.params.reason).toBe('outsideRegion');
    expect((await keep(owner, { filter: { colour: 'red' } })).status).toBe(400);
    expect((await keep({ subject: 'a', roles: ['applicant'], regions: [] })).status).toBe(403);
  });
});
