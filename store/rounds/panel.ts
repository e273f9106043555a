import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { dateOf } from '../rows.ts';
import { membersToDraw } from './members-to-draw.ts';
import type { DrawnMember, RoundStore, SilentMember, Substitution } from './port.ts';
import { takeStep } from './steps.ts';

type PanelRecords = Pick<
  RoundStore,
  'addMembers' | 'membersToDraw' | 'keepRegister' | 'callPanel' | 'remind' | 'silentMembers' | 'substitute'
>;

/** Rows a statement, for what is written all at once. */
const rowsAtOnce = 1_000;

/** In ms: ten thousand members take seconds. */
const panelTimeout = 60_000;

/** How long what somebody judged counts as load. */
const loadYears = 1;

/** Members of a round and who judges them. */
export function panelRecords(prisma: PrismaClient): PanelRecords {
  return {
    async addMembers(roundId, after = '00000000-0000-0000-0000-000000000000', limit) {
      const [page] = await prisma.$queryRaw<[{ last: string | null }]>`
        WITH complete AS (
          SELECT "case"."id", "opening"
          FROM "ApplicationCase" AS "case" JOIN "BatchRound" AS round ON round."id" = ${roundId}
          WHERE "case"."region" = round."region" AND "status" = 'open' AND "stage" = 'awaitingBatch'
            AND "procedure" = 'monthlyBatch' AND "case"."id" > ${after}::uuid
            AND coalesce("acceptedAt", "reopenedAt", "receivedAt") <= round."cutOffAt"
          ORDER BY "case"."id" LIMIT ${limit}),
        added AS (
          INSERT INTO "RoundMember" ("roundId", "caseId", "opening", "workflowId", "judges", "state")
          SELECT ${roundId}, "id", "opening",
            'application/' || "id" || CASE WHEN "opening" = 0 THEN '' ELSE '/' || "opening" END, '{}', 'judging'
          FROM complete ON CONFLICT DO NOTHING)
        SELECT (array_agg("id" ORDER BY "id" DESC))[1] AS "last" FROM complete`;
      return page.last ?? undefined;
    },

    membersToDraw: (roundId, by) => membersToDraw(prisma, roundId, by),

    async keepRegister(roundId, seed, at, { from, until }) {
      await prisma.$executeRaw`
        WITH round AS (
          UPDATE "BatchRound" SET "seed" = ${seed} WHERE "id" = ${roundId} AND "seed" IS NULL
          RETURNING "id", "region")
        INSERT INTO "RoundExpert"
          ("roundId", "subject", "specialties", "institution", "department", "fallback", "absent", "load")
        SELECT round."id", expert."subject", "specialties", "institution", "department",
          NOT round."region" = ANY("regions"),
          EXISTS (SELECT FROM "Absence" WHERE "Absence"."subject" = expert."subject" AND "endedAt" IS NULL
            AND "from" <= ${dateOf(from)}::date AND "until" >= ${dateOf(until)}::date),
          (SELECT count(*)
            FROM "BallotAssignment" AS earlier JOIN "BatchRound" AS other ON other."id" = earlier."roundId"
            WHERE earlier."subject" = expert."subject" AND earlier."state" IN ('waiting', 'cast')
              AND other."closesAt" > ${at}::timestamptz - make_interval(years => ${loadYears}::int))
        FROM "StaffMember" AS expert CROSS JOIN round
        WHERE "active" AND 'expert' = ANY("roles") AND ("regions" && ARRAY[round."region", '*'])`;
      const round = await prisma.batchRound.findUniqueOrThrow({
        where: { id: roundId },
        select: { seed: true, experts: true },
      });
      return { seed: round.seed!, register: round.experts };
    },

    async callPanel(roundId, drawn, experts, step) {
      const called = Prisma.sql`
        INSERT INTO "BallotAssignment" ("roundId", "caseId", "subject", "ordinal", "cause", "state", "calledAt")
        SELECT "roundId", "caseId", judge."subject", judge."place" - 1, 'drawn', 'waiting', ${step.at}
        FROM "RoundMember"
          CROSS JOIN unnest("judges"[1:${experts}::int]) WITH ORDINALITY AS judge ("subject", "place")
        WHERE "roundId" = ${roundId}`;
      await prisma.$transaction(
        async (transaction) => {
          if (!(await takeStep(transaction, roundId, step))) return;
          for (let start = 0; start < drawn.length; start += rowsAtOnce) {
            await transaction.$executeRaw(judgesOf(roundId, drawn.slice(start, start + rowsAtOnce), experts));
          }
          await transaction.$executeRaw(called);
        },
        { timeout: panelTimeout },
      );
      // Until the planner knows of so many new rows, it reads all of a round for each of its members.
      await prisma.$executeRaw`ANALYZE "RoundMember", "BallotAssignment"`;
    },

    async remind(roundId, at) {
      return (
        await prisma.ballotAssignment.updateMany({
          where: { roundId, state: 'waiting', remindedAt: null },
          data: { remindedAt: at },
        })
      ).count;
    },

    async silentMembers(roundId, askedBefore, after = '00000000-0000-0000-0000-000000000000', limit) {
      return prisma.$queryRaw<SilentMember[]>`
        WITH page AS (
          SELECT * FROM "RoundMember" AS member
          WHERE "roundId" = ${roundId} AND "state" = 'judging' AND "caseId" > ${after}::uuid AND EXISTS (
            SELECT FROM "BallotAssignment" AS assignment
            WHERE assignment."roundId" = member."roundId" AND assignment."caseId" = member."caseId"
              AND assignment."state" = 'waiting' AND assignment."calledAt" < ${askedBefore})
          ORDER BY "caseId" LIMIT ${limit})
        SELECT page."caseId", page."called",
          ARRAY(SELECT "subject" FROM "BallotAssignment" AS assignment
            WHERE assignment."roundId" = page."roundId" AND assignment."caseId" = page."caseId"
              AND assignment."state" = 'waiting' AND assignment."calledAt" < ${askedBefore}
            ORDER BY "ordinal") AS "silent",
          ARRAY(SELECT judge."subject" FROM unnest(page."judges") WITH ORDINALITY AS judge ("subject", "place")
            WHERE judge."subject" <> ALL(ARRAY(SELECT "subject" FROM "BallotAssignment" AS called
                WHERE called."roundId" = page."roundId" AND called."caseId" = page."caseId"))
              AND judge."subject" <> ALL(ARRAY(SELECT "staff" FROM "Conflict" WHERE "subjectId" = page."caseId"))
            ORDER BY judge."place") AS "next"
        FROM page ORDER BY page."caseId"`;
    },

    /**
     * Each member under its lock, after the round's, as everybody does who votes: a ballot that comes meanwhile counts.
     */
    async substitute(roundId, substitutions, at) {
      if (substitutions.length === 0) return;
      await prisma.$transaction([
        prisma.$executeRaw`SELECT FROM "BatchRound" WHERE "id" = ${roundId} FOR SHARE`,
        prisma.$executeRaw`SELECT FROM "RoundMember" WHERE "roundId" = ${roundId}
          AND "caseId" = ANY(${substitutions.map(({ caseId }) => caseId)}::uuid[]) ORDER BY "caseId" FOR UPDATE`,
        prisma.$executeRaw(replaced(roundId, substitutions, at)),
      ]);
    },
  };
}

function judgesOf(roundId: string, drawn: readonly DrawnMember[], experts: number): Prisma.Sql {
  return Prisma.sql`
    UPDATE "RoundMember" AS member SET "specialty" = drawn."specialty", "judges" = drawn."judges",
      "called" = LEAST(${experts}::int, cardinality(drawn."judges"))
    FROM jsonb_to_recordset(${JSON.stringify(drawn)}::jsonb) AS drawn ("caseId" uuid, "specialty" text, "judges" text[])
    WHERE member."roundId" = ${roundId} AND member."caseId" = drawn."caseId"`;
}

/** As many take over as are silent still; where others were called since it was read, nobody is. */
function replaced(roundId: string, substitutions: readonly Substitution[], at: Date): Prisma.Sql {
  return Prisma.sql`
    WITH wanted AS (
      SELECT taken."caseId", taken."called", pair."silent", pair."successor",
        row_number() OVER (PARTITION BY taken."caseId" ORDER BY pair."place") - 1 AS "place"
      FROM jsonb_to_recordset(${JSON.stringify(substitutions)}::jsonb)
          AS taken ("caseId" uuid, "called" int, "replaced" text[], "by" text[])
        JOIN "RoundMember" AS member ON member."roundId" = ${roundId} AND member."caseId" = taken."caseId"
          AND member."called" = taken."called"
        CROSS JOIN unnest(taken."replaced", taken."by") WITH ORDINALITY AS pair ("silent", "successor", "place")
        JOIN "BallotAssignment" AS assignment ON assignment."roundId" = ${roundId}
          AND assignment."caseId" = taken."caseId" AND assignment."subject" = pair."silent"
          AND assignment."state" = 'waiting'),
    gone AS (
      UPDATE "BallotAssignment" AS assignment SET "state" = 'replaced' FROM wanted
      WHERE assignment."roundId" = ${roundId} AND assignment."caseId" = wanted."caseId"
        AND assignment."subject" = wanted."silent"),
    come AS (
      INSERT INTO "BallotAssignment" ("roundId", "caseId", "subject", "ordinal", "cause", "state", "calledAt")
      SELECT ${roundId}, "caseId", "successor", "called" + "place", 'substitute', 'waiting', ${at} FROM wanted)
    UPDATE "RoundMember" AS member SET "called" = member."called" + counted."count"
    FROM (SELECT "caseId", count(*)::int AS "count" FROM wanted GROUP BY "caseId") AS counted
    WHERE member."roundId" = ${roundId} AND member."caseId" = counted."caseId"`;
}
