import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import {
  batchApplicants,
  opinionOn,
  openRound,
  registerExperts,
  ruledBy,
  sign,
  submit,
  votes,
} from '../../proof/bench/batch-people.ts';
import { register } from '../../proof/bench/applicants.ts';
import { closedLoop } from '../../proof/bench/measure.ts';
import { readBooks } from '../../proof/chaos/books.ts';
import { discrepancies } from '../../proof/chaos/reckoning.ts';
import type { DemoClient } from '../../proof/demo/client.ts';
import { until } from '../../stack/until.ts';
import { rizhaoPolicy } from '../../examples/generate.ts';
import { seeded } from '../../examples/office/random.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { panelOf } from '../../domain/rounds/panel.ts';
import { connect } from '../../platform/database.ts';
import { firstBroken, type AuditLink } from '../../store/subjects/audit-chain.ts';
import type { World } from './world.ts';

/** Any other does as well; ROUND_SEED plays another. */
const seed = Number(process.env.ROUND_SEED ?? 4711);
const members = 200;
const settlesWithin = 90_000;

/** Kills the app while they vote, as the round closes and counts, and as it is published. */
export async function playRound(world: World): Promise<void> {
  const { prisma, close } = connect(PrismaClient, world.sources.engine, { max: 2 });
  try {
    const { roundId, cases } = await roundUnderKills(world, prisma);
    await expectAsWithoutKills(world, prisma, roundId, cases);
  } finally {
    await close();
  }
}

/** As whoever is told nothing, or that it is not possible now, asks again. */
function stubborn({ client }: World): DemoClient['call'] {
  return async (...asked) => {
    let answer: Awaited<ReturnType<DemoClient['call']>> | undefined;
    const answered = async () => {
      answer = await client.call(...asked).catch(() => undefined);
      return answer !== undefined && answer.status < 500;
    };
    if (!(await until(answered, settlesWithin)))
      throw new Error(`${asked[1]} is not answered: ${JSON.stringify(answer)}`);
    return answer!;
  };
}

async function waitingForRound({ client, secrets, sources }: World, prisma: PrismaClient): Promise<string[]> {
  const { lines, registry } = batchApplicants(members);
  await register(sources.engine, { dataKeys: secrets.DATA_KEYS, lookupKey: secrets.LOOKUP_KEY }, registry);
  const cases: string[] = [];
  await closedLoop(members, 16, async (index) => {
    const line = lines[index]!;
    // The examples have keys of the same form.
    cases.push(await submit(client.call, { ...line, key: `round-${line.key}` }));
  });
  const where = { id: { in: cases }, stage: 'awaitingBatch' };
  const all = async () => (await prisma.applicationCase.count({ where })) === members;
  if (!(await until(all, settlesWithin))) throw new Error('Not everybody waits for the round.');
  return cases;
}

async function roundUnderKills(world: World, prisma: PrismaClient): Promise<{ roundId: string; cases: string[] }> {
  const call = stubborn(world);
  const random = seeded(seed);
  const subjects = await registerExperts(prisma, 12);
  const began = Date.now();
  const cases = await waitingForRound(world, prisma);

  // Ballots take less than submissions; the app is away for some seconds, for more where all is slow. Time enough is
  // what is not tested here.
  const votingMs = 15_000 + 1.5 * (Date.now() - began);
  const cutOffAt = new Date(Date.now() + 1_000);
  const later = (share: number) => new Date(cutOffAt.getTime() + share * votingMs);
  const times = {
    code: '2026-11-x1',
    month: '2026-11',
    cutOffAt,
    remindAt: later(0.8),
    substituteAt: later(0.9),
    closesAt: later(1),
  };
  const roundId = await openRound(prisma, times);
  const killAtBallot = random.int(1, 2 * members);
  const killAfterClosing = random.int(0, 1_500);
  const killAtDecision = random.int(1, members - 20);

  // While they vote.
  let cast = 0;
  const blows: Promise<void>[] = [];
  const onBallot = () => {
    cast += 1;
    if (cast === killAtBallot) blows.push(world.killApp());
  };
  const isOver = async () => {
    const { state } = await prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } });
    if (state === 'announced') return false;
    return state !== 'voting' || (await prisma.ballotAssignment.count({ where: { roundId, state: 'waiting' } })) === 0;
  };
  await Promise.all(subjects.map((subject) => votes(subject, { call, isOver, onBallot })));
  expect(blows).toHaveLength(1);
  expect(Date.now(), 'everybody has voted before it closes').toBeLessThan(times.closesAt.getTime());

  // As it closes and counts.
  await delay(times.closesAt.getTime() + killAfterClosing - Date.now());
  await world.killApp();
  expect(await until(async () => (await sign(call, roundId)) === 200, settlesWithin), 'it is signed').toBe(true);

  // As it is published.
  const decided = () => prisma.applicationCase.count({ where: { id: { in: cases }, status: 'decided' } });
  await until(async () => (await decided()) >= killAtDecision, settlesWithin, 20);
  expect(await decided(), 'it has not been published yet').toBeLessThan(members);
  await world.killApp();
  const stands = async () => (await prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } })).state;
  expect(await until(async () => (await stands()) === 'published', settlesWithin), 'it is published').toBe(true);
  return { roundId, cases };
}

async function expectAsWithoutKills(
  { sources }: World,
  prisma: PrismaClient,
  roundId: string,
  cases: readonly string[],
): Promise<void> {
  const panel = panelOf(rizhaoPolicy());
  const found = await prisma.roundMember.findMany({
    where: { roundId },
    include: { assignments: { include: { ballot: true } } },
  });
  expect(found.map(({ caseId }) => caseId).sort()).toEqual([...cases].sort());
  const seen = found.map(({ caseId, state, outcome, assignments }) => {
    const ballots = assignments.flatMap(({ ballot }) => (ballot ? `${ballot.subject} ${ballot.opinion}` : []));
    return { caseId, state, outcome, ballots: ballots.sort(), asked: assignments.length };
  });
  const expected = found.map(({ caseId, judges }) => {
    const { voters, outcome } = ruledBy(panel, caseId, judges);
    const ballots = voters.map((subject) => `${subject} ${opinionOn(caseId, subject)}`);
    return { caseId, state: 'ruled', outcome, ballots: ballots.sort(), asked: voters.length };
  });
  expect(seen).toEqual(expected);
  expect(new Set(expected.map(({ outcome, asked }) => `${outcome} by ${asked}`)).size).toBe(4);

  const chain = await prisma.auditEntry.findMany({
    where: { subject: { round: { id: roundId } } },
    orderBy: { sequence: 'asc' },
  });
  expect(firstBroken(chain as unknown as AuditLink[])).toBeUndefined();
  expect(chain.map(({ effect }) => effect)).toEqual([
    'open',
    'fixMembers',
    'callPanel',
    'remind',
    'substitute',
    'close',
    'tally',
    'signed',
    'publish',
  ]);

  const outcomes = new Map(expected.map(({ caseId, outcome }) => [caseId, outcome]));
  let books: Awaited<ReturnType<typeof readBooks>> = [];
  const wrong = () => books.flatMap((each) => discrepancies(each).map((what) => `${each.id}: ${what}`));
  await until(
    async () => {
      books = await readBooks(sources, cases);
      return wrong().length === 0;
    },
    // What was under way when the app was killed is tried again when its attempt is over, half a minute later.
    settlesWithin,
    1_000,
  );
  expect(wrong()).toEqual([]);
  expect(new Map(books.map(({ id, outcome }) => [id, outcome]))).toEqual(outcomes);
}
