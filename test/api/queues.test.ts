import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../domain/access.ts';
import type { Answer } from './calls.ts';
import { anOfficer, startDesk, type Desk } from './desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk?.close());

beforeEach(async () => {
  await desk.prisma.task.updateMany({ data: { state: 'cancelled' } });
});

const officer = anOfficer('officer-1');
const reviewers = Array.from({ length: 50 }, (_, index) => anOfficer(`reviewer-${index}`));

function next(caller: Caller, wish: object = {}) {
  return desk.as(caller)('POST', '/v1/tasks/next', wish);
}

describe('the next task for me', () => {
  it('is the one of the highest priority, then of the earliest deadline', async () => {
    const [late, first, second, last] = await desk.tasks(4, (index) => [
      { majorPriority: 20, minorPriority: 5, dueAt: desk.inHours(9) },
      { majorPriority: 10, minorPriority: 5, dueAt: desk.inHours(90) },
      { majorPriority: 20, minorPriority: 5, dueAt: desk.inHours(3) },
      { majorPriority: 20, minorPriority: 9, dueAt: desk.inHours(1) },
    ][index]!);
    const taken: string[] = [];
    for (let call = 0; call < 4; call += 1) taken.push((await next(officer)).body.id);
    expect(taken).toEqual([first, second, late, last]);
    expect((await next(officer)).status).toBe(204);
  });

  it('is claimed: with its history, and to nobody else', async () => {
    const id = await desk.aTask();
    const { body } = await next(officer);
    expect(body).toMatchObject({ id, state: 'claimed', assignee: 'officer-1', version: 1, claimedAt: desk.clock.now().toISOString() });
    expect(body.permittedActions).toContain('completeTask');
    expect(await desk.history(id)).toEqual([['claimed', 'officer-1', null, 'officer-1']]);
    expect((await next(anOfficer('officer-2'))).status).toBe(204);
  });

  it('is of the kind and region that are asked for', async () => {
    const [decision, appeal, elsewhere] = await desk.tasks(3, (index) => [{}, { kind: 'appealReview' }, { region: 'xx-county' }][index]! as object);
    const travelling = anOfficer('officer-1', { regions: ['rizhao', 'xx-county'] });
    expect((await next(travelling, { kind: 'appealReview' })).body.id).toBe(appeal);
    expect((await next(travelling, { region: 'xx-county' })).body.id).toBe(elsewhere);
    expect((await next(officer, { region: 'xx-county' })).status).toBe(204);
    expect((await next(officer)).body.id).toBe(decision);
  });

  it('comes from every region to those of every region', async () => {
    const [here, there] = await desk.tasks(2, (index) => ({ region: ['rizhao', 'xx-county'][index]!, dueAt: desk.inHours(index + 1) }));
    const everywhere = anOfficer('officer-1', { regions: '*' });
    expect([(await next(everywhere)).body.id, (await next(everywhere)).body.id]).toEqual([here, there]);
  });

  it('is of the own hospital for those whose work is there', async () => {
    const [other, own] = await desk.tasks(2, (index) => ({ kind: 'departmentReview', institution: ['hospital-2', 'hospital-1'][index]! }));
    const reviewer = anOfficer('doctor-1', { roles: ['departmentReviewer'], institution: 'hospital-1' });
    expect((await next(reviewer)).body.id).toBe(own);
    expect((await next(reviewer)).status).toBe(204);
    expect((await next({ ...reviewer, institution: 'hospital-2' })).body.id).toBe(other);
  });

  it('asks for a specialty of those alone whose register entry has it', async () => {
    await desk.tasks(1, () => ({ specialty: 'oncology' }));
    expect((await next(anOfficer('generalist'))).status).toBe(204);
    await desk.onRegister('oncologist', { specialties: ['cardiology', 'oncology'] });
    expect((await next(anOfficer('oncologist'))).status).toBe(200);
  });

  it('is never one that four eyes bar from', async () => {
    const [barred, open] = await desk.tasks(2, (index) => (index === 0 ? { barred: { 'officer-1': 'entered' }, majorPriority: 1 } : {}));
    expect((await next(officer)).body.id).toBe(open);
    expect((await next(officer)).status).toBe(204);
    expect((await next(anOfficer('officer-2'))).body.id).toBe(barred);
  });

  it('is found behind a whole head of tasks from which the caller is barred', async () => {
    const ids = await desk.tasks(101, (index) => (index < 100 ? { barred: { 'officer-1': 'decided' }, majorPriority: 1 } : {}));
    expect((await next(officer)).body.id).toBe(ids[100]);
  });

  it('of fifty reviewers at once: each task to one of them, and none is left', async () => {
    const ids = await desk.tasks(200, (index) => ({ majorPriority: index % 3 }));
    const taken = await Promise.all(reviewers.map(takeAll));
    expect(taken.flat().toSorted()).toEqual(ids.toSorted());
    const holders = await desk.prisma.task.groupBy({ by: ['assignee'], where: { id: { in: ids }, state: 'claimed' }, _count: true });
    expect(holders.reduce((sum, { _count }) => sum + _count, 0)).toBe(200);
    expect(await desk.prisma.taskEvent.count({ where: { taskId: { in: ids }, action: 'claimed' } })).toBe(200);
  });

  it('of fifty reviewers at once with fewer tasks than reviewers: as many as there are tasks have one', async () => {
    await desk.tasks(7);
    const answers = await Promise.all(reviewers.map((reviewer) => next(reviewer)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(43);
  });

  it.each<[string, Caller]>([
    ['a supervisor', { subject: 'supervisor-1', roles: ['supervisor'], regions: ['rizhao'] }],
    ['an applicant', { subject: 'applicant-1', roles: ['applicant'], regions: [] }],
  ])('is for reviewers, not for %s', async (_who, caller) => {
    expect((await next(caller)).status).toBe(403);
  });

  async function takeAll(reviewer: Caller): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const { status, body } = await next(reviewer);
      if (status === 204) return ids;
      ids.push(body.id);
    }
  }
});

describe('claiming from the list', () => {
  it('of fifty reviewers at once: each task to one of them', async () => {
    const ids = await desk.tasks(200);
    // Each task is wanted by two of them.
    const wanted = (place: number) => ids.filter((_id, index) => index % 25 === place % 25);
    const answers = (await Promise.all(reviewers.map((reviewer, place) => claimEach(reviewer, wanted(place))))).flat();
    const won = answers.filter(({ status }) => status === 200).map(({ body }) => body.id as string);
    expect(won.toSorted()).toEqual(ids.toSorted());
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'STATE_CONFLICT')).toHaveLength(200);
  });

  async function claimEach(reviewer: Caller, ids: readonly string[]): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (const id of ids) answers.push(await desk.as(reviewer)('POST', `/v1/tasks/${id}/claim`, { version: 0 }));
    return answers;
  }
});

describe('the list', () => {
  it('of what is ready stands as it will be handed out, page by page', async () => {
    await desk.tasks(25, (index) => ({ majorPriority: index % 4, minorPriority: index % 2, dueAt: desk.inHours(100 - index) }));
    const listed = await pages(officer, 'state=ready&limit=4');
    const handedOut: string[] = [];
    for (let call = 0; call < 25; call += 1) handedOut.push((await next(officer)).body.id);
    expect(listed).toEqual(handedOut);
  });

  it('of everything has the earliest deadline first, however many are due at once', async () => {
    const ids = await desk.tasks(12, (index) => ({ dueAt: desk.inHours(index % 3), state: index % 2 ? 'claimed' : 'ready' }));
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
    ['overdue=true', { dueAt: new Date('2026-11-30T00:00:00Z') }, { dueAt: new Date('2026-11-30T00:00:00Z'), state: 'completed' }],
    ['dueBefore=2026-12-01T08:00:00Z', { dueAt: new Date('2026-12-01T07:59:00Z') }, { dueAt: new Date('2026-12-01T08:00:00Z') }],
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
    await desk.tasks(3, (index) => (index < 2 ? { caseId } : {}));
    expect((await list(officer, `applicationId=${caseId}`)).body.items).toHaveLength(2);
  });

  it.each<[string, Caller, number]>([
    ['an officer of the region', anOfficer('officer-1'), 2],
    ['an officer of another region', anOfficer('officer-1', { regions: ['yy-county'] }), 0],
    ['an officer of every region', anOfficer('officer-1', { regions: '*' }), 3],
    ['a department reviewer of the hospital', anOfficer('d', { roles: ['departmentReviewer'], institution: 'hospital-1' }), 1],
    ['the supervisor', anOfficer('s', { roles: ['supervisor'] }), 4],
    ['a supervisor who is an officer too', anOfficer('s', { roles: ['supervisor', 'handlingOfficer'] }), 4],
    ['an officer who reviews too', anOfficer('s', { roles: ['handlingOfficer', 'departmentReviewer'], institution: 'hospital-1' }), 3],
  ])('shows %s what is theirs, each once', async (_who, caller, expected) => {
    await desk.tasks(5, (index) => [{}, {}, { region: 'xx-county' }, { kind: 'departmentReview', institution: 'hospital-1' }, { kind: 'departmentReview', institution: 'hospital-2' }][index]! as object);
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
