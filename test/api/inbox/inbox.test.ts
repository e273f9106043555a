/** 待办: tasks, ballots, opinions and contacts as one list, and the next of it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import type { Prisma } from '../../../generated/engine/client.ts';
import { aNamedSubject, aSubject } from '../../support/subjects.ts';
import { anOfficer, colleague, type Desk, mine, officer, startStaffedDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startStaffedDesk();
});

afterAll(() => desk?.close());

beforeEach(async () => {
  await desk.prisma.task.updateMany({ data: { state: 'cancelled' } });
  await desk.prisma.ballotAssignment.updateMany({ data: { state: 'replaced' } });
  await desk.prisma.samplingOpinion.updateMany({ data: { state: 'replaced' } });
  await desk.prisma.outreachContact.updateMany({ data: { state: 'closed' } });
  await desk.prisma.absence.updateMany({ data: { endedAt: desk.clock.now() } });
});

const expert = anOfficer('expert-1', { roles: ['expert'] });
const helper: Caller = { subject: 'helper-1', roles: ['agent'], regions: [] };

describe('the inbox', () => {
  it('of an officer has tasks and contacts, by priority and then deadline', async () => {
    const [late, early, held] = await desk.tasksOf(
      { majorPriority: 20, dueAt: desk.inHours(9) },
      { majorPriority: 20, dueAt: desk.inHours(3) },
      { ...mine, majorPriority: 10 },
    );
    const waiting = await aContact();
    const agreed = await aContact({ helper: officer.subject, contactBy: new Date('2026-11-30') });
    await aContact({ helper: 'helper-2' });
    expect(await keysOf(officer)).toEqual([
      ['task', held, 'mine'],
      ['task', early, 'free'],
      ['task', late, 'free'],
      ['contact', agreed, 'mine'],
      ['contact', waiting, 'free'],
    ]);
    expect(await countOf(officer)).toEqual({ ballot: 0, contact: 2, opinion: 0, task: 3 });
  });

  it('of an expert has ballots, by the place of their cases, and opinions', async () => {
    const [second, first] = [await aBallot(), await aBallot({ majorPriority: 10, minorPriority: 5 })];
    const judged = await anOpinion();
    const { items } = (await list(expert)).body;
    expect(items.map(({ kind, subject }: any) => [kind, subject.id])).toEqual([
      ['ballot', first],
      ['opinion', judged],
      ['ballot', second],
    ]);
    expect(items[0]).toMatchObject({
      title: '批次评审投票',
      state: 'mine',
      holder: 'expert-1',
      subject: { kind: 'case' },
      links: { action: `/v1/rounds/rizhao/2026-12/members/${first}/ballot` },
    });
    expect(await countOf(expert)).toEqual({ ballot: 2, contact: 0, opinion: 1, task: 0 });
  });

  it('of a supervisor has contacts that nobody helps, and of a helper those that are theirs', async () => {
    await desk.aTask();
    const [free, given] = [await aContact(), await aContact({ helper: helper.subject })];
    expect(await keysOf(supervisor)).toEqual([['contact', free, 'free']]);
    expect(await keysOf(helper)).toEqual([['contact', given, 'mine']]);
    const [entry] = (await list(helper)).body.items;
    expect(entry.subject.kind).toBe('person');
    expect(entry.links.action).toBe(`/v1/outreach/contacts/${given}/report`);
  });

  it('of a stranger is empty, and of an applicant there is none', async () => {
    await desk.aTask();
    await aContact();
    await aBallot();
    await anOpinion();
    for (const stranger of [
      anOfficer('officer-9', { regions: ['xx-county'] }),
      anOfficer('expert-9', { roles: ['expert'] }),
      { ...helper, subject: 'helper-9' },
      anOfficer('supervisor-9', { roles: ['supervisor'], regions: ['xx-county'] }),
    ]) {
      expect(await keysOf(stranger)).toEqual([]);
      expect(await countOf(stranger)).toEqual({ ballot: 0, contact: 0, opinion: 0, task: 0 });
      expect((await next(stranger)).status).toBe(204);
    }
    expect((await list({ subject: 'applicant-1', roles: ['applicant'], regions: [] })).status).toBe(403);
  });

  it('has nothing from which four eyes bar', async () => {
    await desk.tasksOf({ barred: { 'officer-1': 'entered' } }, { ...mine, barred: { 'officer-1': 'declared' } });
    expect(await keysOf(officer)).toEqual([]);
    for (const caseId of [await aBallot(), await anOpinion()]) await aConflict(caseId, 'expert-1');
    expect(await keysOf(expert)).toEqual([]);
    expect((await next(expert)).status).toBe(204);
  });

  it('has neither what is done nor what is not asked yet', async () => {
    await desk.tasksOf({ ...mine, state: 'completed' }, { ...mine, state: 'completing' });
    await aContact({ state: 'closed' });
    const asked = await aBallot();
    await desk.prisma.roundMember.updateMany({ where: { caseId: asked }, data: { state: 'asked' } });
    const concluded = await anOpinion();
    await desk.prisma.sampledCase.updateMany({ where: { caseId: concluded }, data: { state: 'agreed' } });
    expect([await keysOf(officer), await keysOf(expert)]).toEqual([[], []]);
  });

  it('has what an absent colleague holds there, for which the substitute is fit; opinions are the judge’s own', async () => {
    const held = await desk.aTask({ state: 'claimed', assignee: 'officer-3' });
    await anAbsence('officer-3', colleague.subject);
    expect(await keysOf(colleague)).toEqual([['task', held, 'mine']]);
    expect((await list(colleague)).body.items[0].holder).toBe('officer-3');
    await aBallot({}, ['expert-1']);
    await anOpinion();
    const eligible = await aBallot({}, ['expert-1', 'expert-2']);
    await anAbsence('expert-1', 'expert-2');
    const { items } = (await list(anOfficer('expert-2', { roles: ['expert'] }))).body;
    expect(items.map(({ subject, holder }: any) => [subject.id, holder])).toEqual([[eligible, 'expert-1']]);
  });

  it('goes page by page over all kinds, each once and in order', async () => {
    await desk.tasks(5, (index) => ({ dueAt: desk.inHours(index), ...(index % 2 ? mine : {}) }));
    await desk.tasksOf({ majorPriority: 10 });
    for (let day = 1; day <= 4; day += 1)
      await aContact({ contactBy: new Date(`2026-12-0${day}`), helper: 'officer-1' });
    for (let count = 0; count < 3; count += 1) await aContact();
    const both = { ...officer, roles: ['handlingOfficer', 'expert'] as const, subject: 'officer-1' };
    await aBallot({}, ['officer-1']);
    const whole = await keysOf(both, 'limit=200');
    expect(whole).toHaveLength(14);
    for (const limit of [1, 3, 4]) expect(await pages(both, limit)).toEqual(whole);
    expect(await keysOf(both, 'kind=task&limit=200')).toEqual(whole.filter(([kind]) => kind === 'task'));
    expect(await keysOf(both, 'region=xx-county')).toEqual([]);
    expect(await keysOf(both, 'taskKind=appealReview')).toEqual([]);
  });

  it('of those who work in every region has contacts of all of them', async () => {
    const [here, there] = [await aContact(), await aContact({ region: 'xx-county' })];
    const keys = (await keysOf({ ...officer, regions: '*' })).map(([, key]) => key);
    expect(keys.toSorted()).toEqual([here, there].toSorted());
    expect(await keysOf({ ...officer, regions: '*' }, 'region=xx-county')).toEqual([['contact', there, 'free']]);
  });

  it('speaks the language asked for, and refuses a cursor of another list', async () => {
    await desk.aTask();
    const inEnglish = await desk.as(officer)('GET', '/v1/inbox', undefined, { 'accept-language': 'en' });
    expect(inEnglish.body.items[0].title).toBe("Officer's decision");
    expect((await list(officer, 'cursor=bm9uZQ')).body.code).toBe('CURSOR_INVALID');
  });
});

describe('the next of it', () => {
  it('is a task that is claimed, before a contact that stands behind it', async () => {
    const contact = await aContact();
    const task = await desk.aTask({ majorPriority: 10 });
    const taken = (await next(officer)).body;
    expect(taken).toMatchObject({ kind: 'task', state: 'mine', holder: 'officer-1', task: { id: task, version: 1 } });
    expect(taken.links).toEqual({ self: `/v1/tasks/${task}`, action: `/v1/tasks/${task}/completion` });
    const then = (await next(officer)).body;
    expect([then.kind, then.links.self, then.task]).toEqual(['contact', `/v1/outreach/contacts/${contact}`, null]);
  });

  it('is whatever stands first, and leaves the task behind it in its queue', async () => {
    const both = anOfficer('expert-1', { roles: ['expert', 'handlingOfficer'] });
    const caseId = await aBallot({ majorPriority: 10, minorPriority: 1 });
    const task = await desk.aTask({ majorPriority: 20 });
    for (let call = 0; call < 2; call += 1) expect((await next(both)).body).toMatchObject({ subject: { id: caseId } });
    expect((await desk.read(both, task)).state).toBe('ready');
    expect((await next(both, { kind: 'task' })).body.task.id).toBe(task);
    expect((await next(both, { kind: 'task' })).status).toBe(204);
  });

  it('is nobody else’s: a substitute is not given what the colleague holds', async () => {
    await aBallot({}, ['expert-1', 'expert-2']);
    await anAbsence('expert-1', 'expert-2');
    expect((await next(anOfficer('expert-2', { roles: ['expert'] }))).status).toBe(204);
    expect((await next(expert)).status).toBe(200);
  });
});

describe('a task about a person or an institution', () => {
  const kinds = ['person', 'institution'] as const;
  const aboutA = async (kind: (typeof kinds)[number]) =>
    kind === 'person' ? aSubject(desk.prisma, kind, randomUUID()) : aNamedSubject(desk.prisma, kind, randomUUID());

  it.each(kinds)('goes through every verb: %s', async (kind) => {
    const subjectId = await aboutA(kind);
    const id = await desk.aTask({ subjectId, kind: 'noticeUndeliverable', workflowId: `warning/${subjectId}` });
    const [entry] = (await list(officer)).body.items;
    expect(entry).toMatchObject({ kind: 'task', subject: { kind, id: subjectId } });
    const seen = { subject: { kind, id: subjectId }, applicationId: null, links: { application: null } };
    expect((await desk.act(officer, id, 'claim')).body).toMatchObject(seen);
    expect((await desk.act(officer, id, 'delegation', { to: colleague.subject })).status).toBe(200);
    expect((await desk.act(colleague, id, 'opinion', { opinion: '属实' })).status).toBe(200);
    expect((await desk.act(officer, id, 'transfer', { to: colleague.subject })).status).toBe(200);
    expect((await desk.as(colleague)('POST', `/v1/tasks/${id}/comments`, { text: '已核' })).status).toBe(201);
    const done = await desk.act(colleague, id, 'completion', { decision: { outcome: 'handedOver' } });
    expect(done.body).toMatchObject({ state: 'completing', ...seen });
    expect(desk.answered.at(-1)).toMatchObject({ workflowId: `warning/${subjectId}`, message: { taskId: id } });
  });

  it.each(kinds)('keeps its notes and its conflicts for the steps that follow: %s', async (kind) => {
    const subjectId = await aboutA(kind);
    const [first, later] = await desk.tasksOf({ ...mine, subjectId }, { subjectId });
    await desk.as(officer)('POST', `/v1/tasks/${first}/comments`, { text: '见上次核查' });
    expect((await desk.as(colleague)('GET', `/v1/tasks/${later}/notes`)).body.items).toMatchObject([
      { taskId: first, text: '见上次核查' },
    ]);
    expect((await desk.act(officer, first!, 'recusal')).body).toMatchObject({ state: 'ready', assignee: null });
    expect((await desk.act(officer, later!, 'claim')).body.code).toBe('FOUR_EYES');
    expect(await keysOf(officer)).toEqual([]);
    expect((await desk.as(officer)('GET', `/v1/tasks/${later}/notes`)).status).toBe(403);
    const items = [first, later].map((id) => ({ id, version: id === first ? 1 : 0 }));
    const { results } = (await desk.as(colleague)('POST', '/v1/tasks/bulk/claim', { items })).body;
    expect(results.map(({ done }: any) => done)).toEqual([true, true]);
    expect((await desk.as(supervisor)('GET', '/v1/tasks?mine=false&state=claimed')).body.items).toMatchObject(
      [first, later].map(() => ({ subject: { kind, id: subjectId }, applicationId: null })),
    );
  });
});

function list(caller: Caller, query = '') {
  return desk.as(caller)('GET', `/v1/inbox?${query}`);
}

function next(caller: Caller, wish: object = {}) {
  return desk.as(caller)('POST', '/v1/inbox/next', wish);
}

async function countOf(caller: Caller) {
  const { body } = await desk.as(caller)('GET', '/v1/inbox/count');
  return Object.fromEntries(Object.entries<{ count: number }>(body).map(([kind, { count }]) => [kind, count]));
}

type Key = [kind: string, id: string, state: string];

function keyOf({ kind, state, links }: any): Key {
  return [kind, links.self.split('/').at(-1), state];
}

async function keysOf(caller: Caller, query?: string): Promise<Key[]> {
  return (await list(caller, query)).body.items.map(keyOf);
}

async function pages(caller: Caller, limit: number): Promise<Key[]> {
  const keys: Key[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await list(caller, `limit=${limit}${cursor && `&cursor=${cursor}`}`);
    keys.push(...body.items.map(keyOf));
    cursor = body.next;
  }
  return keys;
}

async function aContact(differing: Partial<Prisma.OutreachContactUncheckedCreateInput> = {}): Promise<string> {
  const id = randomUUID();
  const personId = await aSubject(desk.prisma, 'person', randomUUID());
  const { id: policyVersionId } = await desk.prisma.policyVersion.findFirstOrThrow();
  await desk.prisma.outreachContact.create({
    data: {
      id,
      personId,
      policyVersionId,
      region: 'rizhao',
      personSealed: new Uint8Array(),
      disease: 'malignantTumor',
      sensitive: false,
      insuranceType: 'resident',
      cause: 'treated',
      state: 'open',
      openedAt: desk.clock.now(),
      ...differing,
    },
  });
  return id;
}

/** Of a case of the round of December; the first of the judges is called. */
async function aBallot(
  place: { majorPriority?: number; minorPriority?: number } = {},
  judges: readonly string[] = ['expert-1'],
): Promise<string> {
  const caseId = await desk.aCase();
  await desk.prisma.applicationCase.update({ where: { id: caseId }, data: place });
  const roundId = await theRound();
  const member = { opening: 0, workflowId: `application/${caseId}`, judges: [...judges], called: 1, state: 'judging' };
  await desk.prisma.roundMember.create({ data: { roundId, caseId, ...member } });
  const asked = { subject: judges[0]!, ordinal: 0, cause: 'drawn', state: 'waiting', calledAt: desk.clock.now() };
  await desk.prisma.ballotAssignment.create({ data: { roundId, caseId, ...asked } });
  return caseId;
}

async function theRound(): Promise<string> {
  const id = 'rizhao/2026-12';
  const at = new Date('2026-12-20T00:00:00Z');
  const { id: policyVersionId } = await desk.prisma.policyVersion.findFirstOrThrow();
  const subjectId = await aNamedSubject(desk.prisma, 'round', id);
  const about = { region: 'rizhao', code: '2026-12', month: '2026-12', kind: 'scheduled', state: 'voting' };
  const times = { cutOffAt: at, remindAt: at, substituteAt: at, closesAt: at, openedAt: at, openedBy: 'system' };
  await desk.prisma.batchRound.createMany({
    data: { id, subjectId, policyVersionId, ...about, ...times },
    skipDuplicates: true,
  });
  return id;
}

/** That the first expert is asked for, on a decision of November. */
async function anOpinion(): Promise<string> {
  const caseId = await desk.aCase();
  const drawId = 'rizhao/2026-11';
  const at = new Date('2026-12-01T00:00:00Z');
  const subjectId = await aNamedSubject(desk.prisma, 'draw', drawId);
  const about = { region: 'rizhao', code: '2026-11', month: '2026-11', kind: 'monthly', state: 'drawn' };
  const drawn = { percent: 5, judges: 1, seed: 's', openedAt: at, openedBy: 'system' };
  await desk.prisma.samplingDraw.createMany({
    data: { id: drawId, subjectId, ...about, ...drawn },
    skipDuplicates: true,
  });
  const decision = { outcome: 'approved', decidedAt: at, decidedBy: 'rules', deciders: [], judges: ['expert-1'] };
  await desk.prisma.sampledCase.create({ data: { drawId, caseId, ...decision, wanted: 1, state: 'judging' } });
  const asked = { subject: 'expert-1', ordinal: 0, state: 'waiting', calledAt: at };
  await desk.prisma.samplingOpinion.create({ data: { drawId, caseId, ...asked } });
  return caseId;
}

async function aConflict(subjectId: string, staff: string): Promise<void> {
  const declared = { rule: 'declared', declaredBy: staff, declaredAt: desk.clock.now() };
  await desk.prisma.conflict.create({ data: { subjectId, staff, ...declared } });
}

async function anAbsence(subject: string, substitute: string): Promise<void> {
  const days = { from: new Date('2026-12-01'), until: new Date('2026-12-31') };
  const declared = { createdBy: 'supervisor-1', createdAt: desk.clock.now() };
  await desk.prisma.absence.create({
    data: { id: randomUUID(), subject, substitute, region: 'rizhao', ...days, ...declared },
  });
}
