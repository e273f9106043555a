import { randomUUID } from 'node:crypto';
import type { Role } from '../../domain/access/access.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import type { OpinionState, SampledState } from '../../domain/sampling/check.ts';
import { judgingRoles, sampleSize, spanOf } from '../../domain/sampling/draw.ts';
import { localDay } from '../../domain/time-zone.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { writeAtOnce } from '../one-statement.ts';
import { dateOf } from '../rows.ts';
import { drawOpening } from './opening.ts';
import { involvedIn } from './involved.ts';
import type { Called, Invitation, Sampled, SampledRef, Sampling } from './port.ts';

type Transaction = Prisma.TransactionClient;

/** How far back opinions count as work that somebody has had. */
const loadDays = 90;

/** Officers decide alone; of a panel those decided whose ballots were for what it ruled. */
const deciders = Prisma.sql`CASE "decidedBy"->>'kind'
  WHEN 'person' THEN ARRAY["decidedBy"->>'subject']
  WHEN 'panel' THEN ARRAY(SELECT "subject" FROM "Ballot" WHERE "roundId" = "decidedBy"->>'round' AND "caseId" = "case"."id"
    AND "opinion" = "outcome" ORDER BY 1)
  ELSE ARRAY[]::text[] END`;

export function createPrismaSampling(prisma: PrismaClient): Sampling {
  return {
    async latestMonth(region) {
      const latest = await prisma.samplingDraw.findFirst({
        where: { region, kind: 'monthly' },
        orderBy: { month: 'desc' },
        select: { month: true },
      });
      return latest?.month;
    },

    async announce({ region, month, ...figures }, at) {
      const id = `${region}/${month}`;
      const draw = { id, region, code: month, month, kind: 'monthly', seed: randomUUID(), ...figures };
      const [subject, row] = drawOpening({ ...draw, openedAt: at, openedBy: 'system' });
      await writeAtOnce(prisma, [subject, Prisma.sql`${row} ON CONFLICT DO NOTHING`]);
    },

    async announced() {
      const rows = await prisma.samplingDraw.findMany({
        where: { state: 'announced' },
        select: { id: true },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ id }) => id);
    },

    /** Population and sample are read from one snapshot. */
    draw(drawId, at) {
      return prisma.$transaction((tx) => drawCases(tx, drawId, at), {
        isolationLevel: 'RepeatableRead',
        timeout: 25_000,
      });
    },

    async wanting(at, after, limit) {
      const beyond = after
        ? Prisma.sql`AND ("drawId", "caseId") > (${after.drawId}, ${after.caseId}::uuid)`
        : Prisma.empty;
      const of = Prisma.sql`FROM "SamplingOpinion" AS opinion WHERE opinion."drawId" = sampled."drawId" AND opinion."caseId" = sampled."caseId"`;
      return prisma.$queryRaw<SampledRef[]>`
        SELECT "drawId", "caseId" FROM "SampledCase" AS sampled
        WHERE ("state" = 'drawn' OR "state" = 'judging' AND (
            (SELECT count(*) ${of} AND opinion."state" IN ('waiting', 'given')) < "wanted"
            OR "called" < cardinality("judges") AND EXISTS (SELECT ${of} AND opinion."state" = 'waiting' AND opinion."dueAt" <= ${at}::timestamptz)))
          ${beyond} ORDER BY 1, 2 LIMIT ${limit}`;
    },

    async call(ref, at, decide) {
      await prisma.$transaction(async (tx) => {
        const found = await locked(tx, ref, at);
        if (found.state === 'drawn' || found.state === 'judging') await write(tx, found, await decide(found), at);
      });
    },

    async candidates(region, at) {
      const since = new Date(at.getTime() - loadDays * 86_400_000);
      const today = dateOf(localDay(at));
      const rows = await prisma.$queryRaw<
        { subject: string; roles: Role[]; specialties: string[]; institution: string | null; load: number }[]
      >`
        SELECT "subject", "roles", "specialties", "institution",
          (SELECT count(*)::int FROM "SamplingOpinion" WHERE "subject" = member."subject"
            AND "state" IN ('waiting', 'given') AND "calledAt" >= ${since}::timestamptz) AS "load"
        FROM "StaffMember" AS member
        WHERE "active" AND "roles" && ${[...judgingRoles]}::text[] AND "regions" && ${[region, '*']}::text[] AND NOT EXISTS (
          SELECT FROM "Absence" WHERE "subject" = member."subject" AND "endedAt" IS NULL AND ${today}::date BETWEEN "from" AND "until")`;
      return rows;
    },

    async invitations(limit) {
      const where = { state: 'handled', follows: { in: ['appealInvited', 'reapplicationInvited'] }, followedAt: null };
      const rows = await prisma.sampledCase.findMany({
        where,
        orderBy: [{ drawId: 'asc' }, { caseId: 'asc' }],
        take: limit,
      });
      return rows.map(({ drawId, caseId, follows }) => ({
        drawId,
        caseId,
        template: follows as Invitation['template'],
      }));
    },

    async recordInvited({ drawId, caseId }, at) {
      const where = { drawId, caseId, followedAt: null };
      await prisma.sampledCase.updateMany({ where, data: { followedAt: at, followedBy: 'system' } });
    },
  };
}

async function drawCases(tx: Transaction, drawId: string, at: Date): Promise<number> {
  const [draw] = await tx.$queryRaw<{ region: string; month: string; percent: number }[]>`
    SELECT "region", "month", "percent" FROM "SamplingDraw" WHERE "id" = ${drawId} AND "state" = 'announced' FOR UPDATE`;
  if (!draw) return tx.sampledCase.count({ where: { drawId } });
  const { from, until } = spanOf(draw.month);
  const decided = Prisma.sql`"region" = ${draw.region} AND "decidedAt" >= ${from}::timestamptz AND "decidedAt" < ${until}::timestamptz`;
  const [counted] = await tx.$queryRaw<{ population: number; populationHash: string }[]>`
    SELECT count(*)::int AS "population", encode(sha256(convert_to(coalesce(
      string_agg("id"::text, E'\n' ORDER BY "id"::text COLLATE "C"), ''), 'UTF8')), 'hex') AS "populationHash"
    FROM "ApplicationCase" WHERE ${decided}`;
  const drawn = await tx.$executeRaw`
    INSERT INTO "SampledCase" ("drawId", "caseId", "outcome", "decidedAt", "decidedBy", "deciders", "institution", "wanted", "state")
    SELECT draw."id", "case"."id", "outcome", "decidedAt", "decidedBy"->>'kind', ${deciders}, "institution", draw."judges", 'drawn'
    FROM "ApplicationCase" AS "case" CROSS JOIN (SELECT "id", "seed", "judges" FROM "SamplingDraw" WHERE "id" = ${drawId}) AS draw
    WHERE ${decided}
    ORDER BY sha256(convert_to(draw."seed" || E'\n' || "case"."id", 'UTF8')) LIMIT ${sampleSize(counted!.population, draw.percent)}`;
  await tx.samplingDraw.update({ where: { id: drawId }, data: { ...counted!, state: 'drawn', drawnAt: at } });
  return drawn;
}

/** The decision with its lock, which whoever gives an opinion takes too. */
async function locked(tx: Transaction, { drawId, caseId }: SampledRef, at: Date): Promise<Sampled> {
  await tx.$queryRaw`SELECT FROM "SampledCase" WHERE "drawId" = ${drawId} AND "caseId" = ${caseId}::uuid FOR UPDATE`;
  const {
    draw,
    case: about,
    opinions,
    ...row
  } = await tx.sampledCase.findUniqueOrThrow({
    where: { drawId_caseId: { drawId, caseId } },
    include: {
      draw: true,
      opinions: { orderBy: { ordinal: 'asc' } },
      case: { select: { disease: true, submission: { select: { policyVersionId: true } } } },
    },
  });
  return {
    drawId,
    caseId,
    seed: draw.seed,
    region: draw.region,
    dueWorkingDays: draw.dueWorkingDays,
    disease: about.disease,
    policyVersionId: about.submission.policyVersionId,
    institution: row.institution,
    judges: row.judges,
    called: row.called,
    wanted: row.wanted,
    state: row.state as SampledState,
    outcome: row.outcome as Outcome,
    asked: opinions.map(({ subject, state, dueAt }) => ({
      subject,
      state: state as OpinionState,
      overdue: dueAt !== null && dueAt <= at,
    })),
    opinions: opinions.flatMap(({ opinion }) => (opinion === null ? [] : (opinion as Outcome))),
    involved: await involvedIn(tx, caseId, drawId),
  };
}

async function write(
  tx: Transaction,
  { drawId, caseId, asked, called }: Sampled,
  calls: Called,
  at: Date,
): Promise<void> {
  const last = calls.called.at(-1);
  await tx.samplingOpinion.updateMany({
    where: { drawId, caseId, subject: { in: [...calls.replaced] }, state: 'waiting' },
    data: { state: 'replaced' },
  });
  await tx.samplingOpinion.createMany({
    data: calls.called.map((subject, index) => ({
      drawId,
      caseId,
      subject,
      ordinal: asked.length + index,
      state: 'waiting',
      calledAt: at,
      dueAt: calls.dueAt,
    })),
  });
  await tx.sampledCase.update({
    where: { drawId_caseId: { drawId, caseId } },
    data: {
      judges: [...calls.judges],
      wanted: calls.wanted,
      state: calls.state,
      called: last === undefined ? called : calls.judges.indexOf(last) + 1,
      ...(calls.state !== 'judging' && { concludedAt: at }),
    },
  });
}
