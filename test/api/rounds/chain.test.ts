/** What happens in a round stands in its audit chain, whoever did it, and the chain verifies. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRoundActivities } from '../../../activities/rounds/round-activities.ts';
import { localDay } from '../../../domain/time-zone.ts';
import { createPrismaAlarms } from '../../../store/alarms/alarms.ts';
import { createPolicyStore } from '../../../store/policies/policy-versions.ts';
import { createPrismaRoundBook, createPrismaRounds } from '../../../store/rounds/round-store.ts';
import { takeAnchor, verifyAnchors } from '../../../store/subjects/audit-anchors.ts';
import { firstBroken, type AuditLink } from '../../../store/subjects/audit-chain.ts';
import { subjectIdOf } from '../../../store/subjects/subject.ts';
import { calendar } from '../../domain/packs.ts';
import { anExpert, approval, chair, refusal, startRoundDesk, type RoundDesk } from './desk.ts';

let desk: RoundDesk;
let activities: ReturnType<typeof createRoundActivities>;
beforeAll(async () => {
  desk = await startRoundDesk();
  const { prisma } = desk;
  activities = createRoundActivities({
    rounds: createPrismaRounds(prisma),
    book: createPrismaRoundBook(prisma),
    policies: createPolicyStore(prisma),
    calendar,
    alarms: createPrismaAlarms(prisma),
  });
  const known = { roles: ['expert'], regions: ['rizhao'], specialties: ['cardiology'] };
  const register = { ...known, updatedAt: desk.clock.now(), updatedBy: 'chair-1' };
  const subjects = ['expert-1', 'expert-2', 'expert-3', 'expert-4', 'expert-5'];
  await prisma.staffMember.createMany({ data: subjects.map((subject) => ({ subject, ...register })) });
});
afterAll(() => desk?.close());

function does(step: 'callPanel' | 'remindExperts' | 'closeRound' | 'publishRound', roundId: string, inDays: number) {
  const run = activities[step] as (input: { roundId: string; at: string }) => Promise<unknown>;
  return new MockActivityEnvironment().run(run, { roundId, at: desk.inDays(inDays).toISOString() });
}

/** Each entry as effect and actor, of a chain that is whole. */
async function chainOf(roundId: string): Promise<[effect: string, actor: string][]> {
  const where = { subjectId: subjectIdOf('round', roundId) };
  const chain = await desk.prisma.auditEntry.findMany({ where, orderBy: { sequence: 'asc' } });
  expect(firstBroken(chain as unknown as AuditLink[])).toBeUndefined();
  const { auditSequence, auditHash } = await desk.prisma.subject.findUniqueOrThrow({ where: { id: where.subjectId } });
  expect([auditSequence, auditHash]).toEqual([chain.length, chain.at(-1)!.hash]);
  return chain.map(({ effect, actor }) => [effect, actor]);
}

async function anchored(inDays: number): Promise<number> {
  const at = desk.inDays(inDays);
  const { chains } = await takeAnchor(desk.prisma, localDay(at), at);
  for await (const problem of verifyAnchors(desk.prisma)) expect(problem).toBeUndefined();
  return chains;
}

const askedOn = async (caseId: string) =>
  (await desk.prisma.ballotAssignment.findMany({ where: { caseId, state: 'waiting' } })).map(({ subject }) => subject);

it('the draw, ballots, those who stand aside and the chair: one chain, in their order, and anchored', async () => {
  const { roundId, path, cases } = await desk.aRound({ state: 'announced', members: [[], [], [], []] });
  const [ruled, setAside, asked, recused] = cases as [string, string, string, string];
  await desk.prisma.batchRound.update({ where: { id: roundId }, data: { seed: null } });
  await does('callPanel', roundId, -1);
  await does('callPanel', roundId, -1);
  expect(await chainOf(roundId)).toEqual([['callPanel', 'system']]);
  expect(await anchored(0)).toBe(1);

  for (const caseId of [ruled, setAside]) {
    for (const subject of await askedOn(caseId)) {
      expect((await desk.cast(anExpert(subject), `${path}/members/${caseId}`, approval)).status).toBe(201);
    }
  }
  expect(await chainOf(roundId), 'a ballot is a row of its own').toEqual([['callPanel', 'system']]);

  const [asks] = await askedOn(asked);
  const also = [{ criterion: 'hypertensiveOrganDamage', evidence: 'inpatientRecord' }];
  await desk.as(anExpert(asks!))('POST', `${path}/members/${asked}/questions`, { also });
  const [stands] = await askedOn(recused);
  await desk.as(anExpert(stands!))('POST', `${path}/members/${recused}/recusal`, { rule: 'relative' });
  for (const subject of await askedOn(recused)) {
    expect((await desk.cast(anExpert(subject), `${path}/members/${recused}`, refusal)).status).toBe(201);
  }
  await does('closeRound', roundId, 4);
  await desk.as(chair)('POST', `${path}/members/${setAside}/set-aside`, { note: '示例' });
  expect((await desk.as(chair)('POST', `${path}/signature`)).status).toBe(200);
  expect((await desk.as(chair)('POST', `${path}/signature`)).status).toBe(200);

  expect(await chainOf(roundId)).toEqual([
    ['callPanel', 'system'],
    [`asked:${asked}/0`, asks],
    [`recused:${recused}/${stands}`, stands],
    ['close', 'system'],
    ['tally', 'system'],
    [`setAside:${setAside}`, 'chair-1'],
    ['signed', 'chair-1'],
  ]);
  expect(await anchored(1)).toBe(1);
});

it('takes acts of several at once one after the other, beside the coordinator', async () => {
  const members = Array.from({ length: 6 }, (_, each) => [`one-${each}`, `two-${each}`, `three-${each}`]);
  const { roundId, path, cases } = await desk.aRound({ members });
  const standAside = cases.map((caseId, each) =>
    desk.as(anExpert(`one-${each}`))('POST', `${path}/members/${caseId}/recusal`, { rule: 'declared' }),
  );
  const both = await Promise.all([...standAside, does('remindExperts', roundId, 2)]);
  expect(both.slice(0, -1).map((answer) => (answer as { status: number }).status)).toEqual(cases.map(() => 204));
  const effects = (await chainOf(roundId)).map(([effect]) => effect);
  expect(effects.toSorted()).toEqual(
    [...cases.map((caseId, each) => `recused:${caseId}/one-${each}`), 'remind'].toSorted(),
  );
});

it('begins when the round is opened, by hand as by the calendar', async () => {
  const wanted = { region: 'rizhao', closesAt: '2026-11-25T17:00:00+08:00', reason: '危重患者较多' };
  const { body } = await desk.as(chair)('POST', '/v1/rounds', wanted);
  expect(await chainOf(`rizhao/${body.code}`)).toEqual([['open', 'chair-1']]);
  await desk.as(chair)('POST', '/v1/rounds', wanted);
  expect(await chainOf(`rizhao/${body.code}`)).toHaveLength(1);
});
