/**
 * Whatever experts do to the members of a round, in any order and at once, on the API and PostgreSQL: ballots are never
 * lost, doubled or seen early; nothing is ruled without its quorum, and who is not ruled on is carried with its reason.
 *
 * For longer: PROPERTY_RUNS=200 npm test -- test/properties. A failure says its seed; PROPERTY_SEED plays it again.
 */
import { MockActivityEnvironment } from '@temporalio/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPrismaAlarms } from '../../store/alarms/alarms.ts';
import { createPrismaRoundBook, createPrismaRounds } from '../../store/rounds/round-store.ts';
import { createRoundActivities } from '../../activities/rounds/round-activities.ts';
import { addDays, plainDate } from '../../domain/plain-date.ts';
import { scheduledRound } from '../../domain/rounds/calendar.ts';
import { createPolicyStore } from '../../store/policies/policy-versions.ts';
import { anExpert, approval, chair, refusal, startRoundDesk, type RoundDesk } from '../api/rounds/desk.ts';
import { calendar } from '../domain/packs.ts';
import { rizhao } from '../workflows/stories.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 12);
const seed = process.env.PROPERTY_SEED;
const secondsARun = 15;

const judges = ['expert-1', 'expert-2', 'expert-3', 'expert-4'];
const [experts, further] = [2, 1];
const question = { criterion: 'hypertensiveOrganDamage', evidence: 'specialistDiagnosis' };

let desk: RoundDesk;
let activities: ReturnType<typeof createRoundActivities>;
beforeAll(async () => {
  desk = await startRoundDesk();
  const { prisma } = desk;
  const policies = createPolicyStore(prisma);
  activities = createRoundActivities({
    // Each time that the silent are replaced counts as the first.
    rounds: { ...createPrismaRounds(prisma), done: async () => undefined },
    book: createPrismaRoundBook(prisma),
    policies,
    calendar,
    alarms: createPrismaAlarms(prisma),
  });
});
afterAll(() => desk?.close());

const act = fc.record({
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant('vote' as const) },
    { weight: 2, arbitrary: fc.constant('look' as const) },
    { weight: 1, arbitrary: fc.constantFrom('ask' as const, 'standAside' as const, 'replaceSilent' as const) },
  ),
  member: fc.nat({ max: 1 }),
  expert: fc.nat({ max: judges.length - 1 }),
  approves: fc.boolean(),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
const together = fc.array(act, { minLength: 1, maxLength: 4 });
const course = fc.record({ groups: fc.array(together, { minLength: 3, maxLength: 8 }), asItCloses: together });

type Round = Awaited<ReturnType<RoundDesk['aRound']>>;
/** `caseId subject` → the ballot that the API has taken, and how often it said that it was cast now. */
type Taken = Map<string, { readonly opinion: string; readonly casts: number }>;

test(
  'ballots are kept and secret, and rule by their quorum alone',
  async () => {
    const property = fc.asyncProperty(course, async ({ groups, asItCloses }) => {
      const round = await desk.aRound({ members: [judges, judges.toReversed()] });
      const taken: Taken = new Map();
      for (const group of groups) {
        await Promise.all(group.map((each) => play(round, each, taken)));
        await expectKeptOnce(round, taken);
        await nobodySeesOthers(round);
      }
      await Promise.all([close(round), ...asItCloses.map((each) => play(round, each, taken))]);
      await expectKeptOnce(round, taken);
      await expectRuledByQuorum(round);
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true, ...(seed && { seed: Number(seed) }) });
  },
  runs * secondsARun * 1_000,
);

test('whoever is complete at any time is of one round, which closes within the month that it counts for', () => {
  fc.assert(
    fc.property(fc.nat({ max: 6 * 365 }), (days) => {
      const day = addDays(plainDate('2020-02-01'), days);
      const months = [-31, 0, 31].map((distance) =>
        scheduledRound(rizhao, calendar, addDays(plainDate(`${day.slice(0, 7)}-15`), distance)),
      );
      for (const [place, { code, cutOffAt, closesAt }] of months.entries()) {
        expect(cutOffAt.getTime()).toBeLessThan(closesAt.getTime());
        // Eight hours ahead of UTC all year.
        expect(new Date(closesAt.getTime() + 8 * 3_600_000).toISOString().slice(0, 7)).toBe(code);
        if (place > 0) expect(cutOffAt.getTime()).toBeGreaterThan(months[place - 1]!.closesAt.getTime());
      }
    }),
  );
});

async function play(round: Round, { what, member, expert, approves }: Act, taken: Taken): Promise<void> {
  const caseId = round.cases[member]!;
  const path = `${round.path}/members/${caseId}`;
  const subject = judges[expert]!;
  const asks = desk.as(anExpert(subject));
  if (what === 'vote') {
    const ballot = approves ? approval : refusal;
    const { status } = await desk.cast(anExpert(subject), path, ballot);
    expect([200, 201, 403, 409, 422]).toContain(status);
    const key = `${caseId} ${subject}`;
    // Of two at once the second may be answered first.
    const { casts } = taken.get(key) ?? { casts: 0 };
    if (status < 300) taken.set(key, { opinion: ballot.opinion, casts: casts + Number(status === 201) });
  } else if (what === 'look') {
    expect([200, 403]).toContain((await asks('GET', path)).status);
  } else if (what === 'replaceSilent') {
    await does('substituteSilent', round, -1);
  } else {
    const [act, body] = what === 'ask' ? ['questions', { also: [question] }] : ['recusal', { rule: 'relative' }];
    expect([204, 403, 409]).toContain((await asks('POST', `${path}/${act}`, body)).status);
  }
}

async function does(step: 'substituteSilent' | 'closeRound', { roundId }: Round, inDays: number): Promise<void> {
  const run = activities[step];
  await new MockActivityEnvironment().run(run, { roundId, at: desk.inDays(inDays).toISOString() });
}

const close = (round: Round) => does('closeRound', round, 4);

async function ballotsOf({ roundId }: Round): Promise<string[]> {
  const rows = await desk.prisma.ballot.findMany({ where: { roundId } });
  return rows.map(({ caseId, subject, opinion }) => `${caseId} ${subject} ${opinion}`).sort();
}

async function expectKeptOnce(round: Round, taken: Taken): Promise<void> {
  const cast = [...taken].map(([key, { opinion }]) => `${key} ${opinion}`);
  expect(await ballotsOf(round)).toEqual(cast.sort());
  expect([...taken.values()].map(({ casts }) => casts)).toEqual(cast.map(() => 1));
}

async function nobodySeesOthers({ path, cases }: Round): Promise<void> {
  for (const subject of [...judges, chair.subject]) {
    const reader = subject === chair.subject ? chair : anExpert(subject);
    for (const caseId of cases) {
      const { status, body } = await desk.as(reader)('GET', `${path}/members/${caseId}`);
      if (status !== 200) continue;
      const seen = body as { ballots: { subject: string }[]; judges: unknown };
      expect(seen.judges).toBeNull();
      for (const ballot of seen.ballots) expect(ballot.subject).toBe(subject);
    }
  }
}

async function expectRuledByQuorum({ roundId }: Round): Promise<void> {
  const members = await desk.prisma.roundMember.findMany({
    where: { roundId },
    include: { assignments: { include: { ballot: true } } },
  });
  for (const { state, outcome, carriedBecause, assignments } of members) {
    const opinions = assignments.flatMap(({ ballot }) => (ballot ? [ballot.opinion] : []));
    const withQuorum = ['approved', 'notRecognised'].find((opinion) => hasQuorum(opinion, opinions));
    if (carriedBecause === 'asked') expect(state).toBe('carried');
    else
      expect([state, outcome, carriedBecause], opinions.join()).toEqual(
        withQuorum ? ['ruled', withQuorum, null] : ['carried', null, 'noQuorum'],
      );
  }
}

/** All of two ballots or more, or more than half of all who might have been asked. */
function hasQuorum(opinion: string, opinions: readonly string[]): boolean {
  const agreeing = opinions.filter((other) => other === opinion).length;
  const isUnanimous = agreeing === opinions.length && agreeing >= experts;
  return isUnanimous || (opinions.length >= experts && 2 * agreeing > Math.max(experts + further, opinions.length));
}
