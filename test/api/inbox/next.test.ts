import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import type { Answer } from '../calls.ts';
import { anOfficer, type Desk, officer, startDesk } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk?.close());

beforeEach(async () => {
  await desk.prisma.task.updateMany({ data: { state: 'cancelled' } });
});

const reviewers = Array.from({ length: 50 }, (_, index) => anOfficer(`reviewer-${index}`));

async function next(caller: Caller, wish: object = {}) {
  const { status, body } = await desk.as(caller)('POST', '/v1/inbox/next', wish);
  return { status, body: body?.task };
}

describe('the next task for me', () => {
  it('is the one of the highest priority, then of the earliest deadline', async () => {
    const [late, first, second, last] = await desk.tasksOf(
      { majorPriority: 20, minorPriority: 5, dueAt: desk.inHours(9) },
      { majorPriority: 10, minorPriority: 5, dueAt: desk.inHours(90) },
      { majorPriority: 20, minorPriority: 5, dueAt: desk.inHours(3) },
      { majorPriority: 20, minorPriority: 9, dueAt: desk.inHours(1) },
    );
    const taken: string[] = [];
    for (let call = 0; call < 4; call += 1) taken.push((await next(officer)).body.id);
    expect(taken).toEqual([first, second, late, last]);
    expect((await next(officer)).status).toBe(204);
  });

  it('is claimed: with its history, and to nobody else', async () => {
    const id = await desk.aTask();
    const { body } = await next(officer);
    expect(body).toMatchObject({
      id,
      state: 'claimed',
      assignee: 'officer-1',
      version: 1,
      claimedAt: desk.clock.now().toISOString(),
    });
    expect(body.permittedActions).toContain('completeTask');
    expect(await desk.history(id)).toEqual([['claimed', 'officer-1', null, 'officer-1']]);
    expect((await next(anOfficer('officer-2'))).status).toBe(204);
  });

  it('is of the kind and region that are asked for', async () => {
    const [decision, appeal, elsewhere] = await desk.tasksOf({}, { kind: 'appealReview' }, { region: 'xx-county' });
    const travelling = anOfficer('officer-1', { regions: ['rizhao', 'xx-county'] });
    expect((await next(travelling, { taskKind: 'appealReview' })).body.id).toBe(appeal);
    expect((await next(travelling, { region: 'xx-county' })).body.id).toBe(elsewhere);
    expect((await next(officer, { region: 'xx-county' })).status).toBe(204);
    expect((await next(officer)).body.id).toBe(decision);
  });

  it('comes from every region to those of every region', async () => {
    const [here, there] = await desk.tasks(2, (index) => ({
      region: ['rizhao', 'xx-county'][index]!,
      dueAt: desk.inHours(index + 1),
    }));
    const everywhere = anOfficer('officer-1', { regions: '*' });
    expect([(await next(everywhere)).body.id, (await next(everywhere)).body.id]).toEqual([here, there]);
  });

  it('is of the own hospital for those whose work is there', async () => {
    const [other, own] = await desk.tasks(2, (index) => ({
      kind: 'departmentReview',
      institution: ['hospital-2', 'hospital-1'][index]!,
    }));
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
    const [barred, open] = await desk.tasks(2, (index) =>
      index === 0 ? { barred: { 'officer-1': 'entered' }, majorPriority: 1 } : {},
    );
    expect((await next(officer)).body.id).toBe(open);
    expect((await next(officer)).status).toBe(204);
    expect((await next(anOfficer('officer-2'))).body.id).toBe(barred);
  });

  it('is found behind a whole head of tasks from which the caller is barred', async () => {
    const ids = await desk.tasks(101, (index) =>
      index < 100 ? { barred: { 'officer-1': 'decided' }, majorPriority: 1 } : {},
    );
    expect((await next(officer)).body.id).toBe(ids[100]);
  });

  it('of fifty reviewers at once: each task to one of them, and none is left', async () => {
    const ids = await desk.tasks(120, (index) => ({ majorPriority: index % 3 }));
    const taken = await Promise.all(reviewers.map(takeAll));
    expect(taken.flat().toSorted()).toEqual(ids.toSorted());
    const holders = await desk.prisma.task.groupBy({
      by: ['assignee'],
      where: { id: { in: ids }, state: 'claimed' },
      _count: true,
    });
    expect(holders.reduce((sum, { _count }) => sum + _count, 0)).toBe(120);
    expect(await desk.prisma.taskEvent.count({ where: { taskId: { in: ids }, action: 'claimed' } })).toBe(120);
  });

  it('of fifty reviewers at once with fewer tasks than reviewers: as many as there are tasks have one', async () => {
    await desk.tasks(7);
    const answers = await Promise.all(reviewers.map((reviewer) => next(reviewer)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(43);
  });

  it('is for reviewers: a supervisor claims nothing, an applicant has nothing to ask for', async () => {
    await desk.aTask();
    const ofNobody = { subject: 'supervisor-1', roles: ['supervisor'], regions: ['rizhao'] } as const;
    expect((await next(ofNobody)).status).toBe(204);
    expect((await next({ subject: 'applicant-1', roles: ['applicant'], regions: [] })).status).toBe(403);
  });

  async function takeAll(reviewer: Caller): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const { status, body } = await next(reviewer);
      if (status === 204) return ids;
      expect(status, JSON.stringify(body)).toBe(200);
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
