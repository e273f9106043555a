/** 抽查复核: drawn by a seed, judged blindly by others, and what differs is handled by a person. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anExpert, approval, refusal } from '../rounds/desk.ts';
import { subjectIdOf } from '../../../store/subjects/subject.ts';
import { wholeChain } from '../../support/subjects.ts';
import { byOfficer, startSamplingDesk, type SamplingDesk } from './desk.ts';

let desk: SamplingDesk;
beforeAll(async () => {
  desk = await startSamplingDesk();
  for (const subject of ['expert-1', 'expert-2', 'expert-3', 'expert-4']) await desk.onRegister(subject);
  await desk.onRegister('expert-of-hospital-1', { institution: 'hospital-1' });
  await desk.onRegister('expert-who-is-officer', { roles: ['expert', 'handlingOfficer'] });
  await desk.onRegister('officer-1', { roles: ['handlingOfficer'] });
  await desk.onRegister('neurologist-1', { specialties: ['neurology'] });
});
afterAll(() => desk?.close());

const supervisor: Caller = { subject: 'supervisor-1', roles: ['supervisor'], regions: ['rizhao'] };
const officer: Caller = { subject: 'officer-2', roles: ['handlingOfficer'], regions: ['rizhao'] };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A decision of its own month, drawn, and put to its judges. */
async function aSampled(month: string, differing: object = {}) {
  const caseId = await desk.aDecision({ decidedAt: new Date(`${month}-10T02:00:00Z`), ...differing });
  const path = `${await desk.drawAll(month)}/cases/${caseId}`;
  await desk.round();
  const judges = (await desk.asked(caseId)).map(([subject]) => anExpert(subject));
  return {
    caseId,
    path,
    judges,
    give: (judge: Caller, opinion: object) => desk.as(judge)('PUT', `${path}/opinion`, opinion),
  };
}

/** The same, and all judges came to this. */
async function judged(month: string, opinions: readonly object[], differing: object = {}) {
  const sampled = await aSampled(month, differing);
  const given = await Promise.all(opinions.map((opinion, index) => sampled.give(sampled.judges[index]!, opinion)));
  expect(given.map(({ status }) => status)).toEqual(opinions.map(() => 201));
  return sampled;
}

/** Who did what about a draw, by its path or that of one of its decisions. */
async function done(path: string): Promise<[actor: string, action: string][]> {
  const [region, code] = path.slice('/v1/sampling/draws/'.length).split('/');
  const chain = await wholeChain(desk.prisma, subjectIdOf('draw', `${region}/${code}`));
  return chain.map(({ actor, action }) => [actor, action]);
}

const read = async (path: string, by: Caller = supervisor) => (await desk.as(by)('GET', path)).body;

describe('the draw of the month', () => {
  it('takes the percentage of all that was decided, by a seed with which anybody draws the same', async () => {
    await desk.aDecision({ decidedAt: new Date('2026-12-01T02:00:00Z') });
    await desk.aDecision({ region: 'xx-county-2021' });
    const decided = await Promise.all(
      Array.from({ length: 41 }, (_, index) =>
        desk.aDecision(index % 2 ? { outcome: 'notRecognised', holdsPlace: false } : { decidedBy: { kind: 'rules' } }),
      ),
    );
    desk.clock.at = new Date('2026-12-01T02:00:00Z');
    await desk.round();
    expect(await desk.prisma.samplingDraw.count({ where: { month: '2026-11' } })).toBe(0);
    desk.clock.at = new Date('2026-12-02T02:00:00Z');
    await desk.round();
    await desk.round();

    const draw = await read('/v1/sampling/draws/rizhao/2026-11');
    const { items } = await read(draw.links.cases);
    const again = decided
      .toSorted((one, other) => (sha256(`${draw.seed}\n${one}`) < sha256(`${draw.seed}\n${other}`) ? -1 : 1))
      .slice(0, 3);
    expect(draw).toMatchObject({
      state: 'drawn',
      percent: 5,
      judges: 2,
      population: 41,
      populationHash: sha256(decided.toSorted().join('\n')),
    });
    expect(items.map(({ applicationId }: { applicationId: string }) => applicationId).toSorted()).toEqual(
      again.toSorted(),
    );
    expect(draw.cases).toMatchObject({ judging: 3 });
    const { id, seed, population, populationHash } = await desk.prisma.samplingDraw.findFirstOrThrow({
      where: { month: '2026-11' },
    });
    expect(await wholeChain(desk.prisma, subjectIdOf('draw', id))).toMatchObject([
      { actor: 'system', action: 'opened', data: { draw: id, seed, percent: 5 } },
      { actor: 'system', action: 'drawn', data: { population, populationHash, drawn: 3 } },
      ...again.toSorted().map((one) => ({ actor: 'system', action: 'judgesCalled', data: { case: one } })),
    ]);
  });

  it('asks only those who had nothing to do with the case, see no case of the region, and know the field', async () => {
    const { caseId, judges } = await aSampled('2026-01', {
      treatingPhysician: 'expert-1',
      decidedBy: { ...byOfficer, subject: 'expert-2' },
    });
    expect(judges.map(({ subject }) => subject).toSorted()).toEqual(['expert-3', 'expert-4']);

    await desk.prisma.staffMember.updateMany({ where: { subject: 'expert-4' }, data: { active: false } });
    const again = await desk.drawAll('2026-01');
    await desk.round();
    await desk.prisma.staffMember.updateMany({ where: { subject: 'expert-4' }, data: { active: true } });
    expect(await desk.asked(caseId)).toHaveLength(2);
    expect(await read(`${again}/cases/${caseId}`)).toMatchObject({ state: 'noJudge', wanted: 0 });
  });
});

describe('a judge', () => {
  it('sees the file as it was, and nothing of the decision', async () => {
    const { path, judges } = await aSampled('2026-02', { outcome: 'notRecognised', reasons: refusal.reasons });
    const { status, body, text } = await desk.as(judges[0]!)('GET', `${path}/file`);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({
        state: 'waiting',
        criteria: [expect.objectContaining({ code: 'hypertensiveOrganDamage' })],
      }),
    ]);
    expect(body.facts.records).toEqual([expect.objectContaining({ icd10: 'I11.0' })]);
    expect(body.permittedActions).toEqual(['judgeSampled', 'recuseFromSampled']);
    for (const told of [
      'notRecognised',
      'approve',
      'officer-1',
      'criterionNotMet',
      'admissionCriteria',
      'decided',
      '虚构甲',
    ]) {
      expect(JSON.stringify({ ...body, form: null })).not.toContain(told);
    }
    expect(text).not.toContain('seed');
    expect((await desk.as(anExpert('expert-of-hospital-1'))('GET', `${path}/file`)).status).toBe(403);
    expect((await desk.as(judges[0]!)('GET', path)).status).toBe(403);
    expect((await read('/v1/sampling/opinions', judges[0])).items).toContainEqual(
      expect.objectContaining({ links: { file: `${path}/file`, opinion: `${path}/opinion` } }),
    );
  });

  it('gives an opinion once, and nobody reads it before all have', async () => {
    const { path, judges, give } = await aSampled('2026-03');
    expect((await give(judges[0]!, { ...approval, criteria: [] })).body).toMatchObject({ code: 'DECISION_INCOMPLETE' });
    expect((await give(judges[0]!, approval)).status).toBe(201);
    expect((await give(judges[0]!, approval)).status).toBe(200);
    expect((await give(judges[0]!, refusal)).body).toMatchObject({ code: 'STATE_CONFLICT' });
    expect(await read(path)).toMatchObject({
      state: 'judging',
      given: 1,
      opinions: [{ state: 'given', opinion: null, criteria: null }, { state: 'waiting' }],
    });
    expect((await give(judges[1]!, approval)).status).toBe(201);
    expect(await read(path)).toMatchObject({
      state: 'agreed',
      opinions: [{ opinion: 'approved', criteria: approval.criteria }, { opinion: 'approved' }],
    });
    expect(await done(path)).toEqual([
      ['supervisor-1', 'opened'],
      ['system', 'drawn'],
      ['system', 'judgesCalled'],
      ...judges.map(({ subject }) => [subject, 'opinionGiven']),
    ]);
  });

  it('who stands aside is never asked again, and somebody else is', async () => {
    const { caseId, path, judges, give } = await aSampled('2026-04');
    expect((await desk.as(judges[0]!)('POST', `${path}/recusal`, { rule: 'relative' })).status).toBe(204);
    expect((await give(judges[0]!, approval)).status).toBe(403);
    await desk.round();
    const states = (await desk.asked(caseId)).map(([, state]) => state);
    expect(states).toEqual(['recused', 'waiting', 'waiting']);
    expect((await done(path)).slice(-2)).toEqual([
      [judges[0]!.subject, 'recused'],
      ['system', 'judgesCalled'],
    ]);
    expect(await desk.prisma.conflict.findMany({ where: { subjectId: caseId } })).toMatchObject([
      { staff: judges[0]!.subject, rule: 'relative' },
    ]);
  });

  it('against whom a conflict has been declared meanwhile does not judge', async () => {
    const { caseId, judges, give } = await aSampled('2026-05');
    await desk.prisma.conflict.create({
      data: {
        subjectId: caseId,
        staff: judges[0]!.subject,
        rule: 'declared',
        declaredBy: 'supervisor-1',
        declaredAt: desk.clock.now(),
      },
    });
    expect((await give(judges[0]!, approval)).body).toMatchObject({ code: 'FOUR_EYES' });
  });

  it('who is silent longer than the region allows is replaced, while somebody else is left', async () => {
    const before = desk.clock.at;
    try {
      desk.clock.at = new Date('2026-10-12T02:00:00Z');
      const { caseId, path } = await aSampled('2026-06');
      for (const day of ['2026-11-02', '2026-11-23']) {
        desk.clock.at = new Date(`${day}T02:00:00Z`);
        await desk.round();
        expect((await desk.asked(caseId)).map(([, state]) => state)).toEqual([
          'replaced',
          'replaced',
          'waiting',
          'waiting',
        ]);
        expect((await done(path)).filter(([, action]) => action === 'judgesCalled')).toHaveLength(2);
      }
    } finally {
      desk.clock.at = before;
    }
  });
});

describe('a disagreement', () => {
  it('over an approval: the recognition is put before the office, and stands until somebody acts', async () => {
    const { caseId, path } = await judged('2026-07', [approval, refusal]);
    expect(await read(path)).toMatchObject({ state: 'disagreed', permittedActions: ['handleDisagreement'] });
    const said = { handling: 'toBeCorrected', reason: '示例：病历不足' };
    const involved: Caller = { ...supervisor, subject: 'officer-1' };
    expect((await desk.as(involved)('POST', `${path}/handling`, said)).body).toMatchObject({ code: 'FOUR_EYES' });
    expect((await desk.as(supervisor)('POST', `${path}/handling`, said)).body).toMatchObject({
      state: 'handled',
      follows: 'recognitionBeforeOffice',
      handledReason: said.reason,
    });
    expect((await desk.as(supervisor)('POST', `${path}/handling`, said)).status).toBe(409);

    const alarm = { where: { id: `sampling:${path.slice('/v1/sampling/draws/'.length).replace('/cases/', '/')}` } };
    expect(await desk.prisma.alarm.findUnique(alarm)).toMatchObject({
      problem: 'RECOGNITION_IN_DOUBT',
      clearedAt: null,
    });
    expect(await desk.prisma.auditEntry.findMany({ where: { subjectId: caseId } })).toMatchObject([
      { action: 'samplingHandled', actor: supervisor.subject },
    ]);
    expect(await desk.prisma.applicationCase.findUnique({ where: { id: caseId } })).toMatchObject({
      outcome: 'approved',
      holdsPlace: true,
      recognitionState: null,
    });

    expect((await read('/v1/sampling/corrections', officer)).items).toMatchObject([{ applicationId: caseId }]);
    expect((await desk.as(officer)('POST', `${path}/correction`, { note: '示例：已约谈' })).status).toBe(204);
    expect((await read('/v1/sampling/corrections', officer)).items).toEqual([]);
    expect(await desk.prisma.alarm.findUnique(alarm)).toMatchObject({ clearedAt: expect.any(Date) });
    expect(await wholeChain(desk.prisma, caseId)).toHaveLength(1);
    expect((await done(path)).slice(-2)).toEqual([
      ['supervisor-1', 'disagreementHandled'],
      ['officer-2', 'correctionConcluded'],
    ]);
  });

  it.each([
    ['within the time for it, to an appeal', '2026-11-25', 'appealInvited'],
    ['later, to apply again', '2026-08-10', 'reapplicationInvited'],
  ])('over a refusal: the person is invited, %s', async (_when, day, follows) => {
    const refused = {
      outcome: 'notRecognised',
      holdsPlace: false,
      reasons: refusal.reasons,
      decidedAt: new Date(`${day}T02:00:00Z`),
    };
    const { caseId, path } = await judged(day.slice(0, 7), [approval, approval], refused);
    await desk.as(supervisor)('POST', `${path}/handling`, { handling: 'toBeCorrected', reason: '示例' });
    const invited = (await desk.sampling.findInvitations()).find((invitation) => invitation.caseId === caseId)!;
    expect(invited).toMatchObject({ template: follows });
    for (const _time of [1, 2]) await desk.sampling.recordInvited({ ...invited, at: desk.clock.now().toISOString() });
    expect(await desk.sampling.findInvitations()).toEqual([]);
    expect((await done(path)).slice(-2)).toEqual([
      ['supervisor-1', 'disagreementHandled'],
      ['system', 'personInvited'],
    ]);
  });

  it('in which the decision was right after all leads to nothing', async () => {
    const { path } = await judged('2026-09', [refusal, refusal]);
    const { body } = await desk.as(supervisor)('POST', `${path}/handling`, {
      handling: 'confirmedOriginal',
      reason: '示例：评判有误',
    });
    expect(body).toMatchObject({ state: 'handled', handling: 'confirmedOriginal', follows: null });
  });
});

describe('supervisors', () => {
  it('see how often others came to another outcome, by month, institution and who decided', async () => {
    await judged('2025-12', [approval, refusal], {
      institution: 'hospital-2',
      decidedBy: { ...byOfficer, subject: 'officer-7' },
    });
    const figures = async (query: string) => (await read(`/v1/sampling/figures?${query}`)).items;
    const counts = { drawn: 1, judged: 1, agreed: 0, disagreed: 1, handled: 0, toBeCorrected: 0 };
    expect(await figures('month=2025-12')).toEqual([
      { region: 'rizhao', month: '2025-12', institution: null, expert: null, ...counts },
    ]);
    expect(await figures('groupBy=institution&month=2025-12')).toMatchObject([
      { institution: 'hospital-2', ...counts },
    ]);
    expect(await figures('groupBy=expert')).toContainEqual({
      region: 'rizhao',
      month: null,
      institution: null,
      expert: 'officer-7',
      ...counts,
    });
    expect((await read('/v1/sampling/figures', { ...supervisor, regions: ['xx-county-2021'] })).items).toEqual([]);
  });

  it('draw again from a month that is over, in their region, and say why', async () => {
    const extra = { region: 'rizhao', month: '2026-12', percent: 1, reason: '示例' };
    expect((await drawing(extra, 'too-early')).status).toBe(400);
    expect((await drawing({ ...extra, month: '2026-10' }, 'elsewhere', { ...supervisor, regions: [] })).status).toBe(
      403,
    );
    const { body } = await drawing({ ...extra, month: '2026-10', judges: 1 }, 'in-time');
    expect(body).toMatchObject({ code: '2026-10-x1', state: 'announced', percent: 1, judges: 1, population: null });
    expect(await read(body.links.self)).toMatchObject({ reason: '示例' });
  });

  it('draw once a key, however often it is sent', async () => {
    const extra = { region: 'rizhao', month: '2025-11', percent: 10, reason: '示例：重发' };
    const answers = await Promise.all([1, 2, 3].map(() => drawing(extra, 'sent-again')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['2025-11-x1']));
    expect(await done(answers[0]!.body.links.self)).toEqual([['supervisor-1', 'opened']]);
    expect((await drawing({ ...extra, percent: 20 }, 'sent-again')).body).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect((await drawing(extra, 'sent-again', { ...supervisor, subject: 'supervisor-2' })).body).toMatchObject({
      code: '2025-11-x2',
    });
    expect((await desk.as(supervisor)('POST', '/v1/sampling/draws', extra)).status).toBe(400);
  });

  const drawing = (extra: object, key: string, by: Caller = supervisor) =>
    desk.as(by)('POST', '/v1/sampling/draws', extra, { 'idempotency-key': key });
});
