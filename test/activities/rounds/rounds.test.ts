/** The rounds' records on PostgreSQL: every step may be repeated, and takes its place beside people who vote. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrismaRoundBook, createPrismaRounds } from '../../../store/rounds/round-store.ts';
import { createRoundActivities } from '../../../activities/rounds/round-activities.ts';
import { drawPanel } from '../../../domain/rounds/draw.ts';
import { subjectIdOf } from '../../../store/subjects/subject.ts';
import { outboxMessages } from '../../../store/outbox/outbox-messages.ts';
import { calendar } from '../../domain/packs.ts';
import { openContinuity } from '../continuity.ts';
import { receivedAt } from '../engine.ts';

type Continuity = Awaited<ReturnType<typeof openContinuity>>;

let engine: Continuity;
let rounds: ReturnType<typeof createPrismaRounds>;
let activities: ReturnType<typeof createRoundActivities>;

beforeAll(async () => {
  engine = await openContinuity();
  const { prisma, policyStore: policies, alarms } = engine;
  rounds = createPrismaRounds(prisma);
  activities = createRoundActivities({ rounds, book: createPrismaRoundBook(prisma), policies, calendar, alarms });
  const staff = ['expert-1', 'expert-2', 'expert-3', 'expert-4'].map((subject) => ({ ...anExpert, subject }));
  const city = { ...anExpert, subject: 'city-expert', regions: ['*'] };
  await prisma.staffMember.createMany({
    data: [
      ...staff,
      city,
      { ...anExpert, subject: 'elsewhere', regions: ['x'] },
      { ...anExpert, subject: 'left', active: false },
    ],
  });
});
afterAll(() => engine.close());

const anExpert = {
  roles: ['expert'],
  regions: ['rizhao'],
  specialties: ['cardiology'],
  updatedAt: receivedAt,
  updatedBy: 'supervisor-1',
};
const hours = (count: number) => new Date(receivedAt.getTime() + count * 3_600_000);
const iso = (count: number) => hours(count).toISOString();

let opened = 0;

async function openRound(): Promise<string> {
  opened += 1;
  const code = `2026-03-x${opened}`;
  const { reference } = engine.inForce.openRegion('rizhao');
  const times = {
    code,
    month: '2026-03',
    cutOffAt: hours(1),
    remindAt: hours(24),
    substituteAt: hours(36),
    closesAt: hours(48),
  };
  const book = createPrismaRoundBook(engine.prisma);
  await book.open(times, {
    region: 'rizhao',
    kind: 'manual',
    policyVersionId: reference.id,
    at: receivedAt,
    by: 'supervisor-1',
  });
  return `rizhao/${code}`;
}

/** Cases that stand where a round finds them. */
async function waiting(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let each = 0; each < count; each += 1) {
    const { caseId } = await engine.receivedCase();
    const where = { id: caseId };
    const data = {
      status: 'open',
      stage: 'awaitingBatch',
      procedure: 'monthlyBatch',
      disease: 'coronaryHeartDisease',
      acceptedAt: receivedAt,
    };
    await engine.prisma.applicationCase.update({ where, data });
    ids.push(caseId);
  }
  return ids.sort();
}

/** Each step, as the coordinator has it done: within an activity. */
function does<K extends keyof typeof activities>(
  step: K,
  roundId: string,
  at = iso(2),
): Promise<Awaited<ReturnType<(typeof activities)[K]>>> {
  const run = activities[step] as (input: { roundId: string; at: string }) => Promise<unknown>;
  return new MockActivityEnvironment().run(run, { roundId, at }) as never;
}

async function voting(count: number): Promise<{ roundId: string; cases: string[] }> {
  const cases = await waiting(count);
  const roundId = await openRound();
  await does('fixMembers', roundId);
  await does('callPanel', roundId);
  return { roundId, cases };
}

async function cast(roundId: string, caseId: string, opinion: 'approved' | 'notRecognised', count = 2): Promise<void> {
  const { prisma, sealer } = engine;
  const asked = await prisma.ballotAssignment.findMany({
    where: { roundId, caseId, state: 'waiting' },
    take: count,
    orderBy: { ordinal: 'asc' },
  });
  for (const { subject } of asked) {
    await prisma.ballotAssignment.update({
      where: { roundId_caseId_subject: { roundId, caseId, subject } },
      data: { state: 'cast' },
    });
    await prisma.ballot.create({
      data: {
        roundId,
        caseId,
        subject,
        opinion,
        reasons: [],
        findingsSealed: Buffer.from(sealer.seal({})),
        castAt: hours(3),
      },
    });
  }
}

const membersOf = (roundId: string) =>
  engine.prisma.roundMember.findMany({ where: { roundId }, orderBy: { caseId: 'asc' } });
const effectsOf = async (roundId: string) =>
  (await engine.chainOf(subjectIdOf('round', roundId))).map(({ effect }) => effect);
const assignmentsOf = (roundId: string, caseId: string) =>
  engine.prisma.ballotAssignment.findMany({ where: { roundId, caseId }, orderBy: { ordinal: 'asc' } });

async function retire(cases: readonly string[]): Promise<void> {
  await engine.prisma.applicationCase.updateMany({
    where: { id: { in: [...cases] } },
    data: { status: 'ended', stage: 'ended', ending: 'withdrawn' },
  });
}

describe('a round that is opened', () => {
  it('is there once, with the message that starts its coordinator', async () => {
    const roundId = await openRound();
    opened -= 1;
    expect(await openRound()).toBe(roundId);
    expect(await effectsOf(roundId)).toEqual(['open']);
    const message = await engine.prisma.outbox.findUniqueOrThrow({ where: { id: outboxMessages.startRound(roundId) } });
    expect(message).toMatchObject({ kind: 'startRound', payload: { roundId, region: 'rizhao' } });
  });

  it('is started anew where Temporal does not know it, and is an alarm where its coordinator has ended', async () => {
    const roundId = await openRound();
    const id = outboxMessages.startRound(roundId);
    await engine.prisma.outbox.delete({ where: { id } });
    const at = iso(1);
    await engine.reconciling.requeueUnderWay({ at });
    expect(await engine.prisma.outbox.count({ where: { id } })).toBe(1);
    engine.runs.set(roundId, 'closed');
    await engine.reconciling.requeueUnderWay({ at });
    const alarm = () => engine.prisma.alarm.findUniqueOrThrow({ where: { id: `roundStopped:${roundId}` } });
    expect(await alarm()).toMatchObject({ problem: 'workflowClosed', clearedAt: null });
    engine.runs.set(roundId, 'running');
    await engine.reconciling.requeueUnderWay({ at });
    expect((await alarm()).clearedAt).not.toBeNull();
  });
});

describe('members and panel', () => {
  it('are whoever is complete by the cut-off and in no other round; asked again, nothing changes', async () => {
    const { roundId, cases } = await voting(2);
    const [late] = await waiting(1);
    await engine.prisma.applicationCase.update({ where: { id: late! }, data: { acceptedAt: hours(1.5) } });
    const other = await openRound();
    for (const each of [roundId, other]) await does('fixMembers', each);
    expect((await membersOf(roundId)).map(({ caseId }) => caseId)).toEqual(cases);
    expect(await membersOf(other)).toEqual([]);
    await retire([...cases, late!]);
  });

  it('are drawn from the register, the city expert last; seed and register as kept give the same panel again', async () => {
    const { roundId, cases } = await voting(3);
    await does('callPanel', roundId);
    const members = await membersOf(roundId);
    for (const { judges, called, specialty } of members) {
      expect(judges.toSorted()).toEqual(['city-expert', 'expert-1', 'expert-2', 'expert-3', 'expert-4']);
      expect(judges.at(-1)).toBe('city-expert');
      expect([called, specialty]).toEqual([2, 'cardiology']);
    }
    const { seed, register } = await rounds.keepRegister(roundId, 'another seed', hours(9), {
      from: '2026-03-02',
      until: '2026-03-03',
    } as never);
    const toJudge = (await rounds.membersToDraw(roundId, hours(9))).map((member) => ({
      ...member,
      specialty: 'cardiology',
    }));
    const again = drawPanel(seed, toJudge, register, 2);
    expect(new Map(again.map(({ caseId, judges }) => [caseId, judges]))).toEqual(
      new Map(members.map(({ caseId, judges }) => [caseId, judges])),
    );
    expect((await assignmentsOf(roundId, cases[0]!)).map(({ subject }) => subject)).toEqual(
      members[0]!.judges.slice(0, 2),
    );
    await retire(cases);
  });
});

describe('the silent', () => {
  it('are replaced by the next drawn, each once, and not where somebody was called meanwhile', async () => {
    const { roundId, cases } = await voting(2);
    const [half, whole] = cases as [string, string];
    await cast(roundId, half, 'approved', 1);
    await cast(roundId, whole, 'approved');
    const [member] = await membersOf(roundId);
    await does('substituteSilent', roundId, iso(36));
    const asked = await assignmentsOf(roundId, half);
    expect(asked.map(({ subject, state, cause }) => [subject, state, cause])).toEqual([
      [member!.judges[0], 'cast', 'drawn'],
      [member!.judges[1], 'replaced', 'drawn'],
      [member!.judges[2], 'waiting', 'substitute'],
    ]);
    expect(await assignmentsOf(roundId, whole)).toHaveLength(2);
    const stale = { caseId: half, called: 2, replaced: [member!.judges[2]!], by: [member!.judges[3]!] };
    await rounds.substitute(roundId, [stale], hours(37));
    expect(await assignmentsOf(roundId, half)).toHaveLength(3);
    await retire(cases);
  });
});

describe('closing and publishing', () => {
  it('rules where there is a quorum, carries where not, and wakes each member once, however often it is begun', async () => {
    const { roundId, cases } = await voting(4);
    const [ruled, refuses, silent, gone] = cases as [string, string, string, string];
    for (const caseId of [ruled, refuses, gone]) await cast(roundId, caseId, 'approved');
    await retire([gone]);
    await does('closeRound', roundId, iso(48));
    await does('closeRound', roundId, iso(49));
    const standing = Object.fromEntries(
      (await membersOf(roundId)).map(({ caseId, state, outcome, carriedBecause }) => [
        caseId,
        [state, outcome, carriedBecause],
      ]),
    );
    expect(standing).toEqual({
      [ruled]: ['ruled', 'approved', null],
      [refuses]: ['ruled', 'approved', null],
      [silent]: ['carried', null, 'noQuorum'],
      [gone]: ['left', null, null],
    });
    expect(await does('publishRound', roundId, iso(49))).toBe(false);

    const signature = { state: 'signed', signedAt: hours(50), decidedAt: hours(50), signedBy: 'supervisor-1' };
    await engine.prisma.batchRound.update({ where: { id: roundId }, data: signature });
    // The process dies after it has woken them; another goes on.
    expect(await rounds.wakeMembers(roundId, 200, hours(50))).toBe(2);
    const publishing = does('publishRound', roundId, iso(51));
    const messages = await engine.prisma.caseMessage.findMany({ where: { kind: 'roundRuled', caseId: { in: cases } } });
    expect(messages.map(({ caseId, sentBy, state }) => [caseId, sentBy, state]).sort()).toEqual(
      [
        [ruled, 'supervisor-1', 'sent'],
        [refuses, 'supervisor-1', 'sent'],
      ].sort(),
    );
    expect(await engine.prisma.outbox.count({ where: { kind: 'tell', subjectId: { in: cases } } })).toBe(2);
    const messageTo = (caseId: string) => messages.find((message) => message.caseId === caseId)!.id;
    const answered = (caseId: string, state: string) =>
      engine.prisma.caseMessage.updateMany({ where: { caseId, kind: 'roundRuled' }, data: { state } });
    await answered(ruled, 'taken');
    await answered(refuses, 'refused');
    expect(await publishing).toBe(true);
    expect(await rounds.rulingBehind(messageTo(ruled), ruled)).toMatchObject({
      round: roundId,
      outcome: 'approved',
      signedBy: 'supervisor-1',
      decidedAt: hours(50),
    });
    await expect(rounds.rulingBehind(messageTo(refuses), refuses)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect(await rounds.figures(roundId)).toEqual({
      members: { judging: 0, asked: 0, ruled: 1, carried: 1, left: 2 },
      ballots: { due: 8, cast: 6 },
      splits: 0,
      decided: 1,
    });
    expect(await engine.prisma.batchRound.findUnique({ where: { id: roundId } })).toMatchObject({
      state: 'published',
      publishedAt: hours(51),
      closedAt: hours(48),
    });
    expect(await effectsOf(roundId)).toEqual(['open', 'fixMembers', 'callPanel', 'close', 'tally', 'publish']);
    await retire(cases);
  });

  it('opens one extra round for whom there was no quorum, whoever asks again', async () => {
    const { roundId, cases } = await voting(1);
    await does('closeRound', roundId, iso(48));
    // Meanwhile somebody has opened one by hand under the code that comes next.
    const { ofMonth, ...book } = createPrismaRoundBook(engine.prisma);
    const unaware = {
      ...book,
      ofMonth: async (region: string, month: string) => (await ofMonth(region, month)).slice(1),
    };
    const { policyStore: policies, alarms } = engine;
    const { openExtraRound } = createRoundActivities({ rounds, book: unaware, policies, calendar, alarms });
    const both = [iso(48), iso(48)].map((at) => new MockActivityEnvironment().run(openExtraRound, { roundId, at }));
    await Promise.all(both);
    const before = await engine.prisma.batchRound.count();
    await does('openExtraRound', roundId, iso(49));
    expect(await engine.prisma.batchRound.count()).toBe(before);
    expect(await engine.prisma.batchRound.count({ where: { kind: 'extra' } })).toBe(1);
    const extra = await engine.prisma.batchRound.findFirstOrThrow({ where: { kind: 'extra' } });
    expect(extra).toMatchObject({ month: '2026-03', state: 'announced', cutOffAt: hours(48) });
    await does('fixMembers', extra.id, iso(48));
    expect((await membersOf(extra.id)).map(({ caseId }) => caseId)).toEqual(cases);
    expect(await rounds.carriedUntold(roundId, 10)).toEqual([{ caseId: cases[0], because: 'noQuorum' }]);
  });
});
