/** What a round of the monthly batch costs, from its cut-off to its publication, by the number of its members. */
import { cpus, loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { DemoClient } from '../demo/client.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { applicationWorkflowId, batchRoundWorkflowId } from '../../workflows/ids.ts';
import { openRound, sign, submit, votes } from './batch-people.ts';
import type { CountedApp } from './counted-app.ts';
import { cpuUsed } from './cpu.ts';
import { historyFigures } from './history.ts';
import { closedLoop, median, spread, type Spread } from './measure.ts';

export interface Options {
  readonly members: number;
  readonly experts: number;
  readonly concurrency: number;
}

export interface RoundFigures {
  readonly members: number;
  /** Applications a second until all of them waited; no part of the round. */
  readonly seeding: { readonly seconds: number; readonly perSecond: number };
  /** What each phase took; `waiting` is from the last ballot to the hour of closing. */
  readonly seconds: {
    readonly drawing: number;
    readonly voting: number;
    readonly waiting: number;
    readonly counting: number;
    readonly publishing: number;
    /** From the cut-off to the publication. */
    readonly all: number;
  };
  readonly ballots: Spread & { readonly count: number; readonly perSecond: number };
  /** Of the coordinator's run. */
  readonly events: number;
  readonly member: {
    readonly statements: number;
    /** Of its case's whole history. */
    readonly events: number;
    /** CPU milliseconds from cut-off to publication, by part; `load` is this process, which votes. */
    readonly cpu: Readonly<Record<string, number>>;
  };
  /** Megabytes that the app held meanwhile, in equal steps. */
  readonly memory: { readonly resident: readonly number[]; readonly heap: readonly number[] };
}

export interface Figures {
  readonly options: Options;
  readonly machine: { readonly processors: number; readonly loadBefore: number };
  readonly rounds: readonly RoundFigures[];
}

export interface Bench {
  readonly prisma: PrismaClient;
  readonly temporal: Client;
  readonly call: DemoClient['call'];
  readonly app: Pick<CountedApp, 'used' | 'watch'>;
  readonly experts: readonly string[];
  readonly processes: ReadonlyMap<string, number>;
  tell(line: string): void;
  /** The next people who apply. */
  take(count: number): readonly ExampleApplication[];
}

const sampled = 12;
const memorySteps = 10;
/** Received and not waiting for the round yet: what is received is not carried out at that rate. */
const mostOnTheirWay = 100;
/** The closing hour is set beforehand: far enough ahead for everybody to vote, milliseconds. */
const leastBallotsPerSecond = 60;
const ballotsOfMember = 2.1;
const drawsWithin = { all: 8_000, member: 2 };
const tellEvery = 10_000;

/** Rounds of a hundredth, a tenth and all of the members, one after the other. */
export async function measure(options: Options, bench: Bench): Promise<Figures> {
  const loadBefore = loadavg()[0]!;
  const sizes = [100, 10, 1]
    .map((share) => Math.round(options.members / share))
    .filter((size) => size >= 10 || size === options.members);
  const rounds: RoundFigures[] = [];
  for (const [place, members] of sizes.entries())
    rounds.push(await measuredRound(`2026-11-x${place + 1}`, members, options, bench));
  return { options, machine: { processors: cpus().length, loadBefore }, rounds };
}

async function measuredRound(
  code: string,
  members: number,
  { concurrency }: Options,
  bench: Bench,
): Promise<RoundFigures> {
  const { prisma, app, processes, tell } = bench;
  const seeding = await seed(members, concurrency, bench);
  tell(`  ${members} members wait, ${seeding.perSecond.toFixed(1)} a second`);

  const cutOffAt = new Date(Date.now() + 3_000);
  const closesAt = new Date(
    cutOffAt.getTime() +
      drawsWithin.all +
      members * (drawsWithin.member + (ballotsOfMember * 1_000) / leastBallotsPerSecond),
  );
  const before = (share: number) => new Date(closesAt.getTime() - share * (closesAt.getTime() - cutOffAt.getTime()));
  const times = {
    code,
    month: code.slice(0, 7),
    cutOffAt,
    remindAt: before(0.02),
    substituteAt: before(0.01),
    closesAt,
  };
  const roundId = await openRound(prisma, times);
  await delay(cutOffAt.getTime() - Date.now());
  const usedBefore = { ...(await app.used()), cpu: cpuUsed(processes) };
  const stopWatching = app.watch(Math.max(500, (closesAt.getTime() - cutOffAt.getTime()) / memorySteps));

  await reaches(roundId, 'voting', bench);
  const drawnAt = Date.now();
  const ballots = await vote(roundId, bench);
  const votedAt = Date.now();
  await delay(closesAt.getTime() - votedAt);
  while ((await sign(bench.call, roundId)) !== 200) await delay(100);
  const signedAt = Date.now();
  await reaches(roundId, 'published', bench);
  const publishedAt = Date.now();

  const usedAfter = { ...(await app.used()), cpu: cpuUsed(processes) };
  const cpu = Object.entries(usedAfter.cpu).map(([part, after]) => [part, (after - usedBefore.cpu[part]!) / members]);
  const seconds = (from: number, until: number) => (until - from) / 1_000;
  return {
    members,
    seeding,
    seconds: {
      drawing: seconds(cutOffAt.getTime(), drawnAt),
      voting: seconds(drawnAt, votedAt),
      waiting: seconds(votedAt, closesAt.getTime()),
      counting: seconds(closesAt.getTime(), signedAt),
      publishing: seconds(signedAt, publishedAt),
      all: seconds(cutOffAt.getTime(), publishedAt),
    },
    ballots: { count: ballots.length, perSecond: ballots.length / seconds(drawnAt, votedAt), ...spread(ballots) },
    events: (await historyFigures(bench.temporal, batchRoundWorkflowId(roundId))).events,
    member: {
      statements: (usedAfter.statements - usedBefore.statements) / members,
      events: await eventsOfMember(roundId, bench),
      cpu: Object.fromEntries(cpu),
    },
    memory: await stopWatching(),
  };
}

/** Real applications through the API, each a workflow that waits in Temporal for its round. */
async function seed(
  members: number,
  concurrency: number,
  { prisma, call, take, tell }: Bench,
): Promise<RoundFigures['seeding']> {
  const lines = take(members);
  const began = performance.now();
  let received = 0;
  let waiting = 0;
  const counting = async () => {
    while (waiting < members) {
      waiting = await prisma.applicationCase.count({ where: { stage: 'awaitingBatch' } });
      await delay(100);
    }
  };
  const telling = setInterval(() => tell(`  ${waiting} of ${members} wait`), tellEvery);
  try {
    const counted = counting();
    await closedLoop(members, concurrency, async (index) => {
      while (received - waiting > mostOnTheirWay) await delay(50);
      await submit(call, lines[index]!);
      received += 1;
    });
    await counted;
  } finally {
    clearInterval(telling);
  }
  const seconds = (performance.now() - began) / 1_000;
  return { seconds, perSecond: members / seconds };
}

/** Milliseconds of each ballot. */
async function vote(roundId: string, { prisma, call, experts, tell }: Bench): Promise<number[]> {
  const milliseconds: number[] = [];
  const telling = setInterval(() => tell(`  ${milliseconds.length} ballots`), tellEvery);
  const isOver = async () => (await prisma.ballotAssignment.count({ where: { roundId, state: 'waiting' } })) === 0;
  try {
    await Promise.all(
      experts.map((subject) => votes(subject, { call, isOver, onBallot: (each) => milliseconds.push(each) })),
    );
  } finally {
    clearInterval(telling);
  }
  return milliseconds;
}

async function reaches(roundId: string, state: string, { prisma, tell }: Bench): Promise<void> {
  const decided = () => prisma.roundMember.count({ where: { roundId, state: 'ruled', case: { status: 'decided' } } });
  const telling = setInterval(
    () => void decided().then((count) => tell(`  until ${state}: ${count} decided`)),
    tellEvery,
  );
  try {
    while ((await prisma.batchRound.findUniqueOrThrow({ where: { id: roundId } })).state !== state) await delay(100);
  } finally {
    clearInterval(telling);
  }
}

async function eventsOfMember(roundId: string, { prisma, temporal }: Bench): Promise<number> {
  const members = await prisma.roundMember.findMany({ where: { roundId, outcome: 'approved' }, take: sampled });
  const all = await Promise.all(members.map(({ caseId }) => historyFigures(temporal, applicationWorkflowId(caseId))));
  return median(all.map(({ events }) => events));
}
