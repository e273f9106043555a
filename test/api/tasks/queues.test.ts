import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anOfficer, type Desk, officer, startDesk } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk?.close());

beforeEach(async () => {
  await desk.prisma.task.updateMany({ data: { state: 'cancelled' } });
});

async function next(caller: Caller) {
  const { status, body } = await desk.as(caller)('POST', '/v1/inbox/next', {});
  return { status, body: body?.task };
}

describe('the list', () => {
  it('of what is ready stands as it will be handed out, page by page', async () => {
    await desk.tasks(25, (index) => ({
      majorPriority: index % 4,
      minorPriority: index % 2,
      dueAt: desk.inHours(100 - index),
    }));
    const listed = await pages(officer, 'state=ready&limit=4');
    const handedOut: string[] = [];
    for (let call = 0; call < 25; call += 1) handedOut.push((await next(officer)).body.id);
    expect(listed).toEqual(handedOut);
  });

  it('of everything has the earliest deadline first, however many are due at once', async () => {
    const ids = await desk.tasks(12, (index) => ({
      dueAt: desk.inHours(index % 3),
      state: index % 2 ? 'claimed' : 'ready',
    }));
    const { body } = await list(officer, 'limit=200');
    const due = body.items.filter(({ id }: any) => ids.includes(id)).map(({ dueAt }: any) => dueAt);
    expect(due).toEqual(due.toSorted());
    expect((await pages(officer, 'limit=5')).filter((id) => ids.includes(id)).toSorted()).toEqual(ids.toSorted());
  });

  it.each<[string, object, object]>([
    ['kind=appealReview', { kind: 'appealReview' }, {}],
    ['state=claimed', { state: 'claimed', assignee: 'x' }, {}],
    ['region=xx-county', { region: 'xx-county' }, {}],
    ['institution=hospital-1', { institution: 'hospital-1' }, { institution: 'hospital-2' }],
    ['assignee=officer-7', { state: 'claimed', assignee: 'officer-7' }, { state: 'claimed', assignee: 'officer-8' }],
    ['mine=true', { state: 'claimed', assignee: 'officer-1' }, { state: 'claimed', assignee: 'officer-8' }],
    [
      'overdue=true',
      { dueAt: new Date('2026-11-30T00:00:00Z') },
      { dueAt: new Date('2026-11-30T00:00:00Z'), state: 'completed' },
    ],
    [
      'dueBefore=2026-12-01T08:00:00Z',
      { dueAt: new Date('2026-12-01T07:59:00Z') },
      { dueAt: new Date('2026-12-01T08:00:00Z') },
    ],
    ['attention=warned', { warnedAt: new Date() }, { breachedAt: new Date() }],
    ['attention=breached', { breachedAt: new Date() }, { warnedAt: new Date() }],
    ['attention=escalated', { escalatedAt: new Date() }, { escalatedAt: new Date(), state: 'completed' }],
    ['priority=10', { majorPriority: 10 }, { majorPriority: 20 }],
  ])('filtered by %s has what agrees, and counts it', async (query, agreeing, other) => {
    const travelling = anOfficer('officer-1', { regions: ['rizhao', 'xx-county'] });
    const [wanted] = await desk.tasks(2, (index) => (index === 0 ? agreeing : other));
    const asked = query.startsWith('state') || query.startsWith('overdue') ? query : `${query}&${openOnly(agreeing)}`;
    expect((await list(travelling, asked)).body.items.map(({ id }: any) => id)).toEqual([wanted]);
    expect((await count(travelling, asked)).body).toEqual({ count: 1, exact: true });
  });

  it('of a case has its tasks and no others', async () => {
    const caseId = await desk.aCase();
    await desk.tasks(3, (index) => (index < 2 ? { subjectId: caseId } : {}));
    expect((await list(officer, `applicationId=${caseId}`)).body.items).toHaveLength(2);
  });

  it.each<[string, Caller, number]>([
    ['an officer of the region', anOfficer('officer-1'), 2],
    ['an officer of another region', anOfficer('officer-1', { regions: ['yy-county'] }), 0],
    ['an officer of every region', anOfficer('officer-1', { regions: '*' }), 3],
    [
      'a department reviewer of the hospital',
      anOfficer('d', { roles: ['departmentReviewer'], institution: 'hospital-1' }),
      1,
    ],
    ['the supervisor', anOfficer('s', { roles: ['supervisor'] }), 4],
    ['a supervisor who is an officer too', anOfficer('s', { roles: ['supervisor', 'handlingOfficer'] }), 4],
    [
      'an officer who reviews too',
      anOfficer('s', { roles: ['handlingOfficer', 'departmentReviewer'], institution: 'hospital-1' }),
      3,
    ],
  ])('shows %s what is theirs, each once', async (_who, caller, expected) => {
    await desk.tasksOf(
      {},
      {},
      { region: 'xx-county' },
      { kind: 'departmentReview', institution: 'hospital-1' },
      { kind: 'departmentReview', institution: 'hospital-2' },
    );
    const { body } = await list(caller, 'state=ready');
    expect(body.items).toHaveLength(expected);
    expect((await count(caller, 'state=ready')).body.count).toBe(expected);
  });

  it('is closed to a reviewer whose token names no hospital', async () => {
    const { status, body } = await list(anOfficer('d', { roles: ['departmentReviewer'] }), 'state=ready');
    expect([status, body.params.reason]).toEqual([403, 'roleNotGranted']);
  });

  it('asked with the cursor of another order, or with none of ours, says so', async () => {
    await desk.tasks(3);
    const { next: cursor } = (await list(officer, 'state=ready&limit=1')).body;
    expect((await list(officer, `limit=1&cursor=${cursor}`)).body.code).toBe('CURSOR_INVALID');
    expect((await list(officer, 'cursor=nonsense')).body.code).toBe('CURSOR_INVALID');
  });
});

describe('the count', () => {
  it('is exact up to ten thousand, and says so beyond', async () => {
    const id = await desk.aTask();
    const columns = await columnsOfTask();
    await desk.prisma.$executeRawUnsafe(
      `INSERT INTO "Task" ("id", ${columns}) SELECT gen_random_uuid(), ${columns} FROM "Task", generate_series(2, 10000) WHERE "id" = '${id}'`,
    );
    expect((await count(officer, 'state=ready')).body).toEqual({ count: 10_000, exact: true });
    await desk.aTask();
    expect((await count(officer, 'state=ready')).body).toEqual({ count: 10_000, exact: false });
  });
});

async function columnsOfTask(): Promise<string> {
  const columns = await desk.prisma.$queryRaw<{ name: string }[]>`
    SELECT column_name AS "name" FROM information_schema.columns WHERE table_name = 'Task' AND column_name <> 'id'`;
  return columns.map(({ name }) => `"${name}"`).join(', ');
}

describe('what a caller can do to a task', () => {
  it.each<[string, Caller, object, string[]]>([
    ['one of its queue, while it is ready', officer, {}, ['claimTask', 'recuseFromTask']],
    ['one who is barred', officer, { barred: { 'officer-1': 'entered' } }, ['recuseFromTask']],
    ['a colleague, while somebody has it', officer, { state: 'claimed', assignee: 'officer-2' }, ['recuseFromTask']],
    [
      'whoever has it',
      officer,
      { state: 'claimed', assignee: 'officer-1' },
      ['releaseTask', 'transferTask', 'delegateTask', 'completeTask', 'commentTask', 'attachToTask', 'recuseFromTask'],
    ],
    [
      'whoever has it by delegation',
      officer,
      { state: 'claimed', assignee: 'officer-1', delegator: 'officer-2' },
      ['returnDelegation', 'commentTask', 'attachToTask', 'recuseFromTask'],
    ],
    ['the supervisor', anOfficer('s', { roles: ['supervisor'] }), {}, ['assignTask', 'commentTask']],
  ])('%s: as the table says', async (_who, caller, standing, actions) => {
    const { id, permittedActions, applicationId } = await desk.read(caller, await desk.aTask(standing));
    expect(permittedActions).toEqual(actions);
    expect((await list(caller, `applicationId=${applicationId}`)).body.items).toMatchObject([{ id, permittedActions }]);
  });
});

function openOnly(agreeing: { state?: string }): string {
  return `state=${agreeing.state ?? 'ready'}`;
}

function list(caller: Caller, query: string) {
  return desk.as(caller)('GET', `/v1/tasks?${query}`);
}

function count(caller: Caller, query: string) {
  return desk.as(caller)('GET', `/v1/tasks/count?${query}`);
}

async function pages(caller: Caller, query: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { items, next: following }: any = (await list(caller, `${query}${cursor && `&cursor=${cursor}`}`)).body;
    ids.push(...items.map(({ id }: any) => id));
    cursor = following;
  }
  return ids;
}
