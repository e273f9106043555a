import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anOfficer, type Desk, officer, startDesk, supervisor } from '../desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk?.close());

function declare(caller: Caller, caseId: string, rule: string, subject = 'officer-1') {
  return desk.as(caller)('POST', `/v1/applications/${caseId}/conflicts`, { subject, rule });
}

describe('a conflict that a supervisor declares', () => {
  it('keeps somebody from the case, and takes what they hold of it from them', async () => {
    const caseId = await desk.aCase();
    const [held, ready, done] = await desk.tasksOf(
      { subjectId: caseId, state: 'claimed', assignee: 'officer-1' },
      { subjectId: caseId, kind: 'appealReview' },
      { subjectId: caseId, state: 'completed', assignee: 'officer-1' },
    );
    const { status, body } = await declare(supervisor, caseId, 'relative');
    expect(status).toBe(201);
    expect(body.items).toMatchObject([{ subject: 'officer-1', rule: 'relative', declaredBy: 'supervisor-1' }]);
    expect(await desk.read(anOfficer('officer-2'), held!)).toMatchObject({
      state: 'ready',
      assignee: null,
      version: 1,
    });
    expect(await desk.history(held!)).toEqual([['recused', 'supervisor-1', null, null]]);
    for (const id of [held, ready]) expect((await desk.act(officer, id!, 'claim')).body.params.rule).toBe('relative');
    expect((await desk.read(officer, done!)).state).toBe('completed');
  });

  it('bars from the steps of its rule only, and once', async () => {
    const caseId = await desk.aCase();
    const [acceptance, decision] = await desk.tasks(2, (index) => ({
      subjectId: caseId,
      kind: index === 0 ? 'acceptance' : 'officerDecision',
    }));
    await declare(supervisor, caseId, 'treatingPhysician');
    expect((await declare(supervisor, caseId, 'treatingPhysician')).body.items).toHaveLength(1);
    expect((await desk.act(officer, decision!, 'claim')).body.code).toBe('FOUR_EYES');
    expect((await desk.act(officer, acceptance!, 'claim')).status).toBe(200);
  });

  it('is for the supervisor of the region, while the case is undecided', async () => {
    const caseId = await desk.aCase();
    expect((await declare({ ...supervisor, regions: ['xx-county'] }, caseId, 'relative')).body.params.reason).toBe(
      'outsideRegion',
    );
    expect((await declare(officer, caseId, 'relative')).status).toBe(403);
    expect((await declare(supervisor, caseId, 'decided')).status).toBe(400);
    await desk.prisma.applicationCase.update({ where: { id: caseId }, data: { status: 'decided', stage: 'closed' } });
    expect((await declare(supervisor, caseId, 'relative')).body.code).toBe('STATE_CONFLICT');
    expect((await desk.as(supervisor)('GET', `/v1/applications/${caseId}/conflicts`)).body.items).toEqual([]);
  });
});
