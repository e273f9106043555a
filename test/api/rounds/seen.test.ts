/** Who sees what of a round, and when. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { createPrismaRounds } from '../../../store/rounds/round-store.ts';
import { drawPanel } from '../../../domain/rounds/draw.ts';
import { anExpert, approval, chair, refusal, startRoundDesk, type RoundDesk } from './desk.ts';

let desk: RoundDesk;
const expert1 = anExpert('expert-1');
const expert2 = anExpert('expert-2');
const officer: Caller = { subject: 'officer-1', roles: ['handlingOfficer'], regions: ['rizhao'] };
const elsewhere: Caller = { ...chair, subject: 'chair-9', regions: ['xx-county'] };
const administrator: Caller = { subject: 'admin-1', roles: ['administrator'], regions: [] };

beforeAll(async () => {
  desk = await startRoundDesk();
});

afterAll(() => desk?.close());

const read = async (by: Caller, path: string) => {
  const { status, body, text } = await desk.as(by)('GET', path);
  expect(status, text).toBe(200);
  return body;
};

describe('while the round votes', () => {
  it('nobody sees a ballot of another, nor what it says in any figure', async () => {
    const { path, member } = await desk.aRound();
    await desk.cast(expert1, member, refusal);
    const before = await Promise.all([chair, officer, expert2].map((by) => read(by, member)));
    for (const file of before) expect(file).toMatchObject({ judges: null, note: null, outcome: null, ballots: [] });
    const lists = await Promise.all([chair, officer, expert2].map((by) => read(by, `${path}/members`)));
    for (const { items } of lists) expect(items).toMatchObject([{ ballots: null, outcome: null }]);
    const round = await read(chair, path);
    expect(round.figures).toMatchObject({ ballots: { due: 2, cast: 1 }, splits: null, outcomes: null });
    expect(
      (await read(chair, `${path}/panel`)).experts.every(({ figures }: { figures: unknown }) => figures === null),
    ).toBe(true);
  });

  it('nobody sees that two differed, nor the further expert who is called for it', async () => {
    const { path, member } = await desk.aRound();
    await desk.cast(expert1, member, refusal);
    await desk.cast(expert2, member, approval);
    const agreed = await desk.aRound();
    await desk.cast(expert1, agreed.member, approval);
    await desk.cast(expert2, agreed.member, approval);
    const figuresOf = async (of: string) => (await read(chair, of)).figures;
    expect(await figuresOf(path)).toEqual(await figuresOf(agreed.path));
    const further = (await read(anExpert('expert-3'), '/v1/ballots')).items.find(({ round }: any) =>
      path.endsWith(round.code),
    );
    const called = await read(anExpert('expert-3'), member);
    expect(Object.keys(further).toSorted()).toEqual([
      'applicationId',
      'disease',
      'links',
      'permittedActions',
      'round',
      'specialty',
      'state',
      'subject',
    ]);
    expect(called).toMatchObject({ judges: null, ballots: [] });
  });

  it('whoever has voted sees their own ballot', async () => {
    const { member } = await desk.aRound();
    await desk.cast(expert1, member, refusal);
    const { ballots } = await read(expert1, member);
    expect(ballots).toMatchObject([
      { subject: 'expert-1', opinion: 'notRecognised', criteria: refusal.criteria, note: refusal.note },
    ]);
    expect(ballots[0].reasons[0].text).toContain('高血压');
  });

  it('an absent expert sees no ballot that the substitute has cast', async () => {
    const { member } = await desk.aRound({ members: [['away-1', 'expert-2', 'expert-4']] });
    await desk.standsIn('expert-4', 'away-1');
    await desk.cast(anExpert('expert-4'), member, approval);
    expect((await desk.as(anExpert('away-1'))('GET', member)).status).toBe(403);
  });
});

describe('an expert', () => {
  it('sees the members that they are asked to judge and no others', async () => {
    const { path, cases, roundId } = await desk.aRound({
      members: [
        ['expert-1', 'expert-2'],
        ['expert-5', 'expert-6'],
      ],
    });
    const { items } = await read(expert1, `${path}/members`);
    expect(items.map(({ applicationId }: any) => applicationId)).toEqual([cases[0]]);
    const other = await desk.as(expert1)('GET', `${path}/members/${cases[1]}`);
    expect([other.status, other.body.params.reason]).toEqual([403, 'notAssigned']);
    await desk.closeRound(roundId);
    expect((await desk.as(expert1)('GET', `${path}/members/${cases[1]}`)).status).toBe(403);
  });

  it('has the file: the case with its papers, criteria and the form of a ballot', async () => {
    const { member, caseId } = await desk.aRound();
    const file = await read(expert1, member);
    expect(file).toMatchObject({
      applicationId: caseId,
      disease: 'hypertensionComplicated',
      application: { id: caseId, stage: 'awaitingBatch' },
      open: [],
    });
    expect(file.criteria).toMatchObject([{ code: 'hypertensiveOrganDamage' }]);
    expect(file.round.permittedActions).toEqual(['castBallot', 'recuseFromRound', 'askFromRound']);
    expect(file.form.$defs.Ballot.required).toEqual(['opinion', 'criteria']);
    expect(file.applicant.name).not.toBe('虚构甲');
  });

  it('finds what waits for a ballot, of all rounds, until it is cast or the round closes', async () => {
    const by = anExpert('expert-21');
    const members = [['expert-21', 'expert-22']];
    const [first, second] = [await desk.aRound({ members }), await desk.aRound({ members })];
    await desk.prisma.batchRound.update({ where: { id: second.roundId }, data: { closesAt: desk.inDays(1) } });
    const waiting = async (query = '') => read(by, `/v1/ballots${query}`);
    expect((await waiting()).items.map(({ applicationId }: any) => applicationId)).toEqual([
      second.caseId,
      first.caseId,
    ]);
    const { items, next } = await waiting('?limit=1');
    expect((await waiting(`?limit=1&cursor=${next}`)).items.map(({ applicationId }: any) => applicationId)).toEqual([
      first.caseId,
    ]);
    expect(items[0]).toMatchObject({
      state: 'waiting',
      subject: 'expert-21',
      links: { ballot: `${second.member}/ballot` },
    });
    await desk.cast(by, second.member, approval);
    await desk.closeRound(first.roundId);
    expect((await waiting()).items).toEqual([]);
    expect((await waiting('?state=cast')).items).toMatchObject([
      { applicationId: second.caseId, permittedActions: [] },
    ]);
  });
});

describe('once the round is closed', () => {
  it('the chair and the judges see the ballots, the figures say how they differed', async () => {
    const { path, member, roundId } = await desk.aRound();
    await desk.prisma.roundExpert.create({
      data: { roundId, subject: 'expert-1', specialties: ['cardiology'], fallback: false, absent: false, load: 3 },
    });
    await desk.cast(expert1, member, refusal);
    await desk.cast(expert2, member, approval);
    await desk.cast(anExpert('expert-3'), member, approval);
    await desk.closeRound(roundId, 'approved');
    for (const by of [chair, expert1]) {
      const { ballots, judges } = await read(by, member);
      expect(ballots.map(({ subject, opinion }: any) => [subject, opinion])).toEqual([
        ['expert-1', 'notRecognised'],
        ['expert-2', 'approved'],
        ['expert-3', 'approved'],
      ]);
      expect(judges.map(({ cause }: any) => cause)).toEqual(['drawn', 'drawn', 'further']);
    }
    expect((await read(officer, member)).ballots).toEqual([]);
    expect((await read(chair, path)).figures).toMatchObject({ splits: 1, outcomes: { approved: 1, notRecognised: 0 } });
    const panel = await read(chair, `${path}/panel`);
    expect(panel).toMatchObject({
      seed: 'seed-1',
      experts: [{ subject: 'expert-1', load: 3, figures: { called: 1, cast: 1, replaced: 0, differed: 1 } }],
    });
  });
});

describe('the draw 抽取专家', () => {
  const experts = ['expert-1', 'expert-2', 'expert-3', 'expert-4'].map((subject, load) => ({
    subject,
    load,
    specialties: ['cardiology'],
    institution: null,
    department: null,
    fallback: false,
    absent: false,
  }));

  async function drawn() {
    const round = await desk.aRound({ members: [[], []] });
    const { roundId, cases } = round;
    await desk.prisma.roundExpert.createMany({ data: experts.map((expert) => ({ roundId, ...expert })) });
    const members = cases.map((caseId) => ({
      caseId,
      specialty: 'cardiology',
      institution: null,
      department: null,
      barred: ['desk-1'],
    }));
    for (const { caseId, judges } of drawPanel('seed-1', members, experts, 2)) {
      await desk.prisma.roundMember.updateMany({ where: { caseId }, data: { judges: [...judges] } });
    }
    const called = { effect: 'callPanel', action: 'panelCalled', at: desk.clock.now(), data: {} };
    await createPrismaRounds(desk.prisma).record(roundId, called);
    return round;
  }

  it('gives the same judges again, whatever conflicts were declared after it', async () => {
    const { path, caseId } = await drawn();
    const declaredAt = desk.inDays(1);
    await desk.prisma.conflict.create({
      data: { subjectId: caseId, staff: 'expert-2', rule: 'relative', declaredBy: 'expert-2', declaredAt },
    });
    const draw = await read(administrator, `${path}/panel/draw`);
    expect(draw).toMatchObject({ seed: 'seed-1', experts: 2 });
    expect(draw.members.map(({ repeated, barred }: any) => [repeated, barred])).toEqual([
      [true, ['desk-1']],
      [true, ['desk-1']],
    ]);
  });

  it('shows whoever was put on the panel otherwise', async () => {
    const { path, caseId } = await drawn();
    await desk.prisma.roundMember.updateMany({
      where: { caseId },
      data: { judges: ['expert-4', 'expert-1', 'expert-2'] },
    });
    const { members } = await read(chair, `${path}/panel/draw`);
    expect(members.filter(({ repeated }: any) => !repeated)).toMatchObject([
      { applicationId: caseId, drawn: ['expert-4', 'expert-1'], reserve: ['expert-2'] },
    ]);
  });

  it('is not there before the panel is called', async () => {
    const { path } = await desk.aRound({ state: 'announced' });
    expect((await desk.as(chair)('GET', `${path}/panel/draw`)).body).toMatchObject({
      code: 'STATE_CONFLICT',
      params: { state: 'announced' },
    });
  });
});

describe('rounds', () => {
  it('are listed for those of the region, the last to close first', async () => {
    const { code } = await desk.aRound();
    const list = await read(officer, '/v1/rounds?month=2026-11&state=voting&limit=2');
    expect(list.items).toHaveLength(2);
    expect((await read(administrator, `/v1/rounds/rizhao/${code}`)).code).toBe(code);
    expect((await read(elsewhere, '/v1/rounds')).items).toEqual([]);
    const next = await read(officer, `/v1/rounds?limit=2&cursor=${list.next}`);
    expect(next.items[0].code).not.toBe(list.items[0].code);
  });

  it.each(['', '/members', '/panel'])('are closed to other regions: %s', async (part) => {
    const { path } = await desk.aRound();
    const { status, body } = await desk.as(elsewhere)('GET', path + part);
    expect([status, body.params.reason]).toEqual([403, 'outsideRegion']);
  });

  it('that do not exist are missing, and so are cases that are not in one', async () => {
    const { path } = await desk.aRound();
    const { caseId } = await desk.aRound();
    expect((await desk.as(chair)('GET', '/v1/rounds/rizhao/2020-01')).status).toBe(404);
    expect((await desk.as(chair)('GET', `${path}/members/${caseId}`)).status).toBe(404);
    expect((await desk.cast(expert1, `${path}/members/${caseId}`, approval)).status).toBe(404);
  });
});
