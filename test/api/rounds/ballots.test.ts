import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anExpert, approval, chair, refusal, startRoundDesk, type RoundDesk } from './desk.ts';

let desk: RoundDesk;
const [one, two, three, four] = ['expert-1', 'expert-2', 'expert-3', 'expert-4'].map((subject) =>
  anExpert(subject),
) as [
  ReturnType<typeof anExpert>,
  ReturnType<typeof anExpert>,
  ReturnType<typeof anExpert>,
  ReturnType<typeof anExpert>,
];

beforeAll(async () => {
  desk = await startRoundDesk();
});

afterAll(() => desk?.close());

describe('a ballot', () => {
  it('is cast once; the same again is answered as before, another is a conflict', async () => {
    const { member } = await desk.aRound();
    const first = await desk.cast(one, member, refusal);
    expect(first.status, first.text).toBe(201);
    const again = await desk.cast(one, member, refusal);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await desk.cast(one, member, approval);
    expect([other.status, other.body.code, other.body.params.state]).toEqual([409, 'STATE_CONFLICT', 'cast']);
  });

  it('answers every criterion', async () => {
    const { member, caseId } = await desk.aRound();
    const { status, body } = await desk.cast(one, member, { opinion: 'approved', criteria: [] });
    expect([status, body.code]).toEqual([422, 'DECISION_INCOMPLETE']);
    expect(await desk.prisma.ballot.count({ where: { caseId } })).toBe(0);
  });

  it('keeps what was found sealed', async () => {
    const { member, caseId } = await desk.aRound();
    await desk.cast(one, member, refusal);
    const { findingsSealed } = await desk.prisma.ballot.findFirstOrThrow({ where: { caseId } });
    expect(Buffer.from(findingsSealed).toString()).not.toContain('hypertensiveOrganDamage');
    expect(desk.sealer.open(findingsSealed)).toEqual({ criteria: refusal.criteria, note: refusal.note });
  });

  it.each(['announced', 'closed', 'signed', 'published'] as const)(
    'is not taken while the round is %s',
    async (state) => {
      const { member } = await desk.aRound({ state });
      const { status, body } = await desk.cast(one, member, approval);
      expect([status, body.code, body.params.state]).toEqual([409, 'STATE_CONFLICT', state]);
    },
  );

  it('is not taken while the applicant is asked', async () => {
    const { member, caseId } = await desk.aRound();
    await desk.prisma.roundMember.updateMany({ where: { caseId }, data: { state: 'asked' } });
    expect((await desk.cast(one, member, approval)).body).toMatchObject({
      code: 'STATE_CONFLICT',
      params: { state: 'asked' },
    });
  });

  it('waits for the lock of the round: whoever closes first keeps it out', async () => {
    const { member, roundId } = await desk.aRound();
    let casting: Promise<{ status: number }> | undefined;
    await desk.prisma.$transaction(async (closing) => {
      await closing.$queryRaw`SELECT 1 FROM "BatchRound" WHERE "id" = ${roundId} FOR UPDATE`;
      casting = desk.cast(one, member, approval);
      await expect.poll(() => waiting()).toBeGreaterThan(0);
      await closing.batchRound.update({ where: { id: roundId }, data: { state: 'closed' } });
    });
    expect((await casting!).status).toBe(409);
    expect(await desk.prisma.ballot.count({ where: { roundId } })).toBe(0);
  });

  it('costs three statements between the two of its transaction', async () => {
    const { member } = await desk.aRound();
    await desk.cast(one, (await desk.aRound()).member, approval);
    desk.statements.length = 0;
    expect((await desk.cast(one, member, approval)).status).toBe(201);
    const own = desk.statements.slice(desk.statements.findIndex((sql) => sql.startsWith('BEGIN')));
    expect(own).toHaveLength(5);
  });

  it.each([
    ['by an expert who is not asked', three],
    ['by the chair', { ...chair, roles: ['supervisor', 'expert'] as const }],
  ])('is not taken %s', async (_whom, caller) => {
    const { member } = await desk.aRound();
    const { status, body } = await desk.cast(caller, member, approval);
    expect([status, body.code]).toEqual([403, 'NOT_PERMITTED']);
  });
});

describe('further experts', () => {
  it('are called when the two differ, in the order drawn', async () => {
    const { member, caseId } = await desk.aRound();
    await desk.cast(one, member, approval);
    await desk.cast(two, member, refusal);
    expect(await desk.assignments(caseId)).toEqual([
      ['expert-1', 'drawn', 'cast'],
      ['expert-2', 'drawn', 'cast'],
      ['expert-3', 'further', 'waiting'],
    ]);
    expect(await desk.prisma.roundMember.findFirst({ where: { caseId } })).toMatchObject({ called: 3 });
    expect((await desk.cast(three, member, approval)).status).toBe(201);
  });

  it('are not called when they agree', async () => {
    const { member, caseId } = await desk.aRound();
    await desk.cast(one, member, refusal);
    await desk.cast(two, member, refusal);
    expect(await desk.assignments(caseId)).toHaveLength(2);
  });

  it('are called once, whichever of two ballots at the same time is the last', async () => {
    const { member, caseId } = await desk.aRound();
    const cast = await Promise.all([desk.cast(one, member, approval), desk.cast(two, member, refusal)]);
    expect(cast.map(({ status }) => status)).toEqual([201, 201]);
    expect(await desk.assignments(caseId)).toHaveLength(3);
  });
});

describe('standing aside 回避', () => {
  it('calls the next of those drawn and keeps the conflict', async () => {
    const { member, caseId } = await desk.aRound();
    const { status } = await desk.as(one)('POST', `${member}/recusal`, { rule: 'relative' });
    expect(status).toBe(204);
    expect(await desk.assignments(caseId)).toEqual([
      ['expert-1', 'drawn', 'replaced'],
      ['expert-2', 'drawn', 'waiting'],
      ['expert-3', 'substitute', 'waiting'],
    ]);
    expect(await desk.prisma.conflict.findMany({ where: { subjectId: caseId } })).toMatchObject([
      { staff: 'expert-1', rule: 'relative', declaredBy: 'expert-1' },
    ]);
    expect((await desk.cast(one, member, approval)).status).toBe(403);
    expect((await desk.as(one)('GET', member)).status).toBe(403);
  });

  it('is too late once the ballot is cast', async () => {
    const { member } = await desk.aRound();
    await desk.cast(one, member, approval);
    const { status, body } = await desk.as(one)('POST', `${member}/recusal`, { rule: 'declared' });
    expect([status, body.params.state]).toEqual([409, 'cast']);
  });

  it('is done for them where a supervisor declares the conflict', async () => {
    const { caseId } = await desk.aRound();
    const declared = await desk.as(chair)('POST', `/v1/applications/${caseId}/conflicts`, {
      subject: 'expert-2',
      rule: 'treatingPhysician',
    });
    expect(declared.status, declared.text).toBe(201);
    expect((await desk.assignments(caseId)).at(-1)).toEqual(['expert-3', 'substitute', 'waiting']);
  });

  it('passes over whoever has declared a conflict since the draw', async () => {
    const { member, caseId } = await desk.aRound();
    await desk.as(chair)('POST', `/v1/applications/${caseId}/conflicts`, { subject: 'expert-3', rule: 'declared' });
    await desk.as(one)('POST', `${member}/recusal`, { rule: 'declared' });
    expect((await desk.assignments(caseId)).at(-1)).toEqual(['expert-4', 'substitute', 'waiting']);
  });
});

describe('a substitute of an absent expert', () => {
  it('casts in their place where the draw found them eligible too', async () => {
    const judges = ['absent-1', 'expert-2', 'expert-3', 'expert-4'];
    const { member, caseId } = await desk.aRound({ members: [judges] });
    await desk.standsIn(four.subject, 'absent-1');
    expect((await desk.cast(four, member, approval)).status).toBe(201);
    expect(await desk.assignments(caseId)).toEqual([
      ['absent-1', 'drawn', 'replaced'],
      ['expert-2', 'drawn', 'waiting'],
      ['expert-4', 'substitute', 'cast'],
    ]);
    expect(await desk.prisma.ballot.findFirst({ where: { caseId } })).toMatchObject({
      subject: 'expert-4',
      onBehalfOf: 'absent-1',
    });
    await desk.cast(two, member, refusal);
    expect((await desk.assignments(caseId)).at(-1)).toEqual(['expert-3', 'further', 'waiting']);
  });

  it('does not cast where the draw did not', async () => {
    const { member } = await desk.aRound({ members: [['absent-2', 'expert-2', 'expert-3']] });
    await desk.standsIn('expert-9', 'absent-2');
    const { status, body } = await desk.cast(anExpert('expert-9'), member, approval);
    expect([status, body.code]).toEqual([422, 'NOBODY_COMPETENT']);
  });

  it('casts and sees nothing of rounds in a region where they do not stand in', async () => {
    const { member, caseId } = await desk.aRound({ members: [['absent-4', 'expert-2', 'expert-7']] });
    const substitute = anExpert('expert-7');
    const asked = async () =>
      (await desk.as(substitute)('GET', '/v1/ballots')).body.items.map((item: any) => item.applicationId);
    await desk.standsIn(substitute.subject, 'absent-4', 'xx-county');
    expect(await asked()).not.toContain(caseId);
    const { status, body } = await desk.cast(substitute, member, approval);
    expect([status, body.code]).toEqual([403, 'NOT_PERMITTED']);
    await desk.standsIn(substitute.subject, 'absent-4');
    expect(await asked()).toContain(caseId);
    expect((await desk.cast(substitute, member, approval)).status).toBe(201);
  });

  it('casts no second ballot on a member', async () => {
    const { member } = await desk.aRound({ members: [['absent-3', 'expert-2', 'expert-3']] });
    await desk.standsIn(two.subject, 'absent-3');
    expect((await desk.cast(two, member, approval)).status).toBe(201);
    const { status, body } = await desk.cast(two, member, refusal);
    expect([status, body.code]).toEqual([409, 'STATE_CONFLICT']);
  });
});

/** Sessions that wait for a lock. */
async function waiting(): Promise<number> {
  const [found] = await desk.prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`;
  return found!.count;
}
