import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { applicationWorkflowId } from '../../../workflows/ids.ts';
import { startSystem, type Answer, type System } from '../harness.ts';
import {
  anApplicant,
  aPatient,
  officer,
  officerElsewhere,
  registered,
  submission,
  supervisor,
  tumour,
} from '../people.ts';
import { withPaper } from '../papers.ts';

let system: System;
let caseId: string;
let id: string;
/** The paper that came with the application. */
let documentId: string;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

beforeEach(() => handedOver(anApplicant()));

const colleague: Caller = { ...officer, subject: 'officer-2' };
const refusal = {
  outcome: 'notRecognised',
  reasons: [{ code: 'evidenceInsufficient', params: { criterion: 'confirmedMalignancy' } }],
};
/** Of the case at hand: its one point is the paper that came with it. */
const approval = () => ({
  outcome: 'approved',
  answers: [{ point: 0, answer: 'satisfied', papers: [documentId], note: '已核对病历' }],
});

describe('claiming', () => {
  it('gives the task to one of twenty officers at once', async () => {
    const officers = Array.from({ length: 20 }, (_, index) => ({ ...officer, subject: `racer-${index}` }));
    const answers = await Promise.all(officers.map((racer) => act(racer, 'claim', 0)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === 'STATE_CONFLICT')).toHaveLength(19);
    expect((await read(officer)).body.assignee).toBe(winners[0]!.body.assignee);
  });

  it('shows who holds it, and raises the version', async () => {
    expect((await act(officer, 'claim', 0)).body).toMatchObject({
      state: 'claimed',
      assignee: officer.subject,
      version: 1,
    });
    const ofTheCase = (await system.as(officer)('GET', `/v1/tasks?applicationId=${caseId}`)).body.items;
    expect(ofTheCase.map((task: any) => task.id)).toEqual([id]);
    const mine = (await system.as(officer)('GET', '/v1/tasks?mine=true&limit=200')).body.items;
    expect(mine.map((task: any) => task.id)).toContain(id);
    expect((await system.as(colleague)('GET', '/v1/tasks?mine=true')).body.items).toEqual([]);
  });

  it('at a version that has passed is a conflict that names the present one', async () => {
    await act(officer, 'claim', 0);
    await act(officer, 'release', 1);
    const { status, body } = await act(officer, 'claim', 0);
    expect([status, body.code, body.params]).toEqual([
      409,
      'VERSION_CONFLICT',
      { task: id, state: 'ready', version: 2 },
    ]);
  });

  it.each<[string, Caller, string]>([
    ['another region', officerElsewhere, 'outsideRegion'],
    ['another role', { subject: 'expert-1', roles: ['expert'], regions: ['rizhao'] }, 'otherRole'],
    ['a supervisor', supervisor, 'roleNotGranted'],
  ])('is refused to %s', async (_who, caller, reason) => {
    const { status, body } = await act(caller, 'claim', 0);
    expect([status, body.code, body.params.reason]).toEqual([403, 'NOT_PERMITTED', reason]);
  });

  it('lets the holder see the applicant unmasked, and nobody else', async () => {
    await act(officer, 'claim', 0);
    const seen = async (caller: Caller) =>
      (await system.as(caller)('GET', `/v1/applications/${caseId}`)).body.applicant.idNumber;
    expect(await seen(officer)).not.toContain('*');
    expect(await seen(colleague)).toContain('*');
  });
});

describe('releasing', () => {
  it('puts the task back into the queue', async () => {
    await act(officer, 'claim', 0);
    expect((await act(officer, 'release', 1)).body).toMatchObject({ state: 'ready', assignee: null, version: 2 });
    expect((await act(colleague, 'claim', 2)).status).toBe(200);
  });

  it('is for the holder and the supervisor', async () => {
    await act(officer, 'claim', 0);
    expect((await act(colleague, 'release', 1)).body.params.reason).toBe('notAssigned');
    expect((await act(supervisor, 'release', 1)).status).toBe(200);
  });
});

describe('completing', () => {
  it('decides the case: filed, told, and in the timeline under the name of who decided', async () => {
    const { status, body } = await claimAndComplete(approval());
    expect([status, body.state, body.form]).toEqual([200, 'completed', null]);
    await system.ended(caseId);
    const found = (await system.as(officer)('GET', `/v1/applications/${caseId}`)).body;
    expect(found.decision).toMatchObject({ outcome: 'approved', decidedBy: 'person' });
    expect(found.entitlement).not.toBeNull();
    const entry = found.timeline.find(({ action }: any) => action === 'decided');
    expect(entry.actor).toBe(officer.subject);
    const seenByApplicant = (await system.as(anApplicant())('GET', `/v1/applications/${caseId}`)).body;
    const actors = seenByApplicant.timeline.map(({ actor }: any) => actor);
    expect([...new Set(actors)].toSorted()).toEqual(['applicant-1', 'person', 'rules', 'system']);
    expect(found.notices.map(({ template }: any) => template)).toEqual(['received', 'approved']);
  });

  it('refuses with reasons and clauses', async () => {
    expect((await claimAndComplete(refusal)).status).toBe(200);
    const inEnglish = { 'accept-language': 'en' };
    const found = await system.as(anApplicant())('GET', `/v1/applications/${caseId}`, undefined, inEnglish);
    const { decision } = found.body;
    expect(decision).toMatchObject({ outcome: 'notRecognised', decidedBy: 'person' });
    expect(decision.reasons).toEqual([
      { ...refusal.reasons[0], clause: expect.any(String), text: expect.stringMatching(/^[^\u4e00-\u9fff]+$/) },
    ]);
  });

  it.each<[string, object, string]>([
    ['an approval that leaves a point open', { outcome: 'approved' }, '/answers'],
    ['an approval of a point that is not satisfied', answering({ point: 0, answer: 'notSatisfied' }), '/answers'],
    ['an answer to no point', answering(ticked, { point: 9, answer: 'satisfied' }), '/answers/1/point'],
    ['an approval on a tick alone', answering(ticked), '/answers'],
    ['a refusal without a reason', { outcome: 'notRecognised' }, '/reasons'],
  ])('%s is incomplete', async (_what, decision, where) => {
    const { status, body } = await claimAndComplete(decision);
    expect([status, body.code, body.errors[0].where]).toEqual([422, 'DECISION_INCOMPLETE', where]);
    expect((await read(officer)).body).toMatchObject({ state: 'claimed', version: 1 });
  });

  it('is refused to whoever entered the application', async () => {
    await handedOver(officer, { channel: 'window' });
    const { status, body } = await act(officer, 'claim', 0);
    expect([status, body.code, body.params]).toEqual([403, 'FOUR_EYES', { rule: 'entered', subject: officer.subject }]);
    await act(colleague, 'claim', 0);
    expect((await act(colleague, 'completion', 1, { decision: approval() })).status).toBe(200);
  });

  it('is for the holder only, and once', async () => {
    await act(officer, 'claim', 0);
    expect((await act(colleague, 'completion', 1, { decision: approval() })).body.params.reason).toBe('notAssigned');
    const both = await Promise.all([1, 2].map(() => act(officer, 'completion', 1, { decision: approval() })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await system.prisma.auditEntry.count({ where: { subjectId: caseId, action: 'decided' } })).toBe(1);
  });

  it('for a case that has ended otherwise opens the task again, and says so', async () => {
    await act(officer, 'claim', 0);
    await system.temporal.workflow.getHandle(applicationWorkflowId(caseId)).terminate('ended by an administrator');
    const refused = await act(officer, 'completion', 1, { decision: approval() });
    expect([refused.status, refused.body.params]).toEqual([409, { state: 'ended' }]);
    expect((await read(officer)).body).toMatchObject({ state: 'claimed', rejection: { code: 'STATE_CONFLICT' } });
  });

  it.each<[string, object]>([
    ['a reason that is none', { outcome: 'notRecognised', reasons: [{ code: 'dislike', params: {} }] }],
    [
      'a clause of one’s own',
      { outcome: 'notRecognised', reasons: [{ ...refusal.reasons[0], clause: '胡说八道 §99' }] },
    ],
    ['no outcome', {}],
    ['a text that no database takes', { ...refusal, noteToPatient: 'a\u0000' }],
    ['half a character', { ...refusal, noteToPatient: 'a\ud800' }],
  ])('%s has not the shape of a decision', async (_what, decision) => {
    const { status, body } = await claimAndComplete(decision);
    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
  });
});

describe('the queue', () => {
  it('is of one region, earliest deadline first, and names nobody', async () => {
    const { body, text } = await system.as(officer)('GET', '/v1/tasks?limit=200');
    const due = body.items.map(({ dueAt }: any) => dueAt);
    expect(due).toEqual(due.toSorted());
    expect(text).not.toMatch(/虚构|990101|1990000/);
    expect((await system.as(officerElsewhere)('GET', '/v1/tasks')).body.items).toEqual([]);
    expect((await system.as(officerElsewhere)('GET', `/v1/tasks/${id}`)).status).toBe(403);
  });

  it('is paged without loss or repeat, however many are due at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => handedOver(anApplicant())));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { items, next }: any = (
        await system.as(officer)('GET', `/v1/tasks?limit=2${cursor && `&cursor=${cursor}`}`)
      ).body;
      seen.push(...items.map((task: any) => task.id));
      cursor = next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(await system.prisma.task.count());
  });
});

const ticked = { point: 0, answer: 'satisfied', note: '已核对病历' };

function answering(...answers: object[]): object {
  return { outcome: 'approved', answers };
}

/** A new case whose task waits in the queue. */
async function handedOver(caller: Caller, differing: object = {}): Promise<void> {
  const patient = aPatient();
  await system.registers(registered(patient, { records: [] }));
  const paper = await withPaper(system, caller, tumour, 'pathologyReport');
  const { body } = await system.submit(caller, submission(patient, { ...paper, ...differing }));
  caseId = body.applications[0].id;
  ({ id } = await system.prisma.task.findFirstOrThrow({ where: { subjectId: caseId } }));
  const offered = await system.prisma.submissionDocument.findFirst({
    where: { submission: { cases: { some: { id: caseId } } } },
  });
  documentId = offered?.documentId ?? '';
}

function act(
  caller: Caller,
  verb: 'claim' | 'release' | 'completion',
  version: number,
  more: object = {},
): Promise<Answer> {
  return system.as(caller)('POST', `/v1/tasks/${id}/${verb}`, { version, ...more });
}

function read(caller: Caller): Promise<Answer> {
  return system.as(caller)('GET', `/v1/tasks/${id}`);
}

async function claimAndComplete(decision: object): Promise<Answer> {
  await act(officer, 'claim', 0);
  return act(officer, 'completion', 1, { decision });
}
