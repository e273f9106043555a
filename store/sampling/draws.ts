import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { sampleSize, spanOf, type drawKinds, type drawStates } from '../../domain/sampling/draw.ts';
import { Prisma, type PrismaClient, type SamplingDraw } from '../../generated/engine/client.ts';
import { assignments, insertInto, writeAtOnce } from '../one-statement.ts';
import { isUniqueViolation } from '../rows.ts';
import { appended, begun } from '../subjects/effects.ts';
import { subjectIdOf } from '../subjects/subject.ts';
import type { NewDraw, SampledRef, Sampling } from './port.ts';

/** A draw by its name in paths. */
export interface DrawName {
  readonly region: string;
  readonly code: string;
}

interface DrawCodes {
  readonly kind: (typeof drawKinds)[number];
  readonly state: (typeof drawStates)[number];
}

export type Draw = Omit<SamplingDraw, keyof DrawCodes> & DrawCodes;

/** A draw besides that of the month, once a key of whoever asks for it. */
export interface NewExtraDraw extends NewDraw {
  readonly openedAt: Date;
  readonly openedBy: string;
  readonly idempotencyKey: string;
  readonly reasonSealed: Uint8Array<ArrayBuffer>;
}

/** Which draws are listed; what is undefined does not matter. */
export interface DrawFilter {
  readonly regions?: readonly string[] | undefined;
  readonly region?: string | undefined;
  /** YYYY-MM */
  readonly month?: string | undefined;
}

export type DrawRecords = ReturnType<typeof drawRecords>;

export function drawIdOf({ region, code }: DrawName): string {
  return `${region}/${code}`;
}

export function sampledRef(name: DrawName, caseId: string): SampledRef {
  return { drawId: drawIdOf(name), caseId };
}

export function codedDraw(row: SamplingDraw): Draw {
  return row as unknown as Draw;
}

/** 抽样: what is drawn from, by which seed, and for whom. */
export function drawRecords(prisma: PrismaClient) {
  return {
    async latestMonth(region) {
      const latest = await prisma.samplingDraw.findFirst({
        where: { region, kind: 'monthly' },
        orderBy: { month: 'desc' },
        select: { month: true },
      });
      return latest?.month;
    },

    async announce(draw, at) {
      await open({ ...draw, kind: 'monthly', code: draw.month, openedAt: at, openedBy: 'system' });
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
      return prisma.$transaction((transaction) => drawCases(transaction, drawId, at), {
        isolationLevel: 'RepeatableRead',
        timeout: 25_000,
      });
    },

    /**
     * The one that came under the key before, or the next number of the month; whoever asks at the same time has the
     * one after.
     */
    async openExtra(draw: NewExtraDraw): Promise<{ readonly fresh: boolean; readonly draw: Draw }> {
      const { region, month, openedBy, idempotencyKey } = draw;
      for (;;) {
        const openedBy_idempotencyKey = { openedBy, idempotencyKey };
        const earlier = await prisma.samplingDraw.findUnique({ where: { openedBy_idempotencyKey } });
        if (earlier) return { fresh: false, draw: codedDraw(earlier) };
        const number = 1 + (await prisma.samplingDraw.count({ where: { region, month, kind: 'extra' } }));
        const code = `${month}-x${number}`;
        if (await open({ ...draw, kind: 'extra', code })) return { fresh: true, draw: await get({ region, code }) };
      }
    },

    get,

    /** Latest month first. */
    async page(
      { regions, region, month }: DrawFilter,
      after: { month: string; id: string } | undefined,
      limit: number,
    ): Promise<Draw[]> {
      const rows = await prisma.samplingDraw.findMany({
        where: {
          AND: [regions ? { region: { in: [...regions] } } : {}, region ? { region } : {}, month ? { month } : {}],
          ...(after && { OR: [{ month: { lt: after.month } }, { month: after.month, id: { gt: after.id } }] }),
        },
        orderBy: [{ month: 'desc' }, { id: 'asc' }],
        take: limit,
      });
      return rows.map(codedDraw);
    },

    /** How many of its cases stand so; `drawn` and the like are left out where there is none. */
    async casesByState(drawId: string): Promise<Readonly<Record<string, number>>> {
      const groups = await prisma.sampledCase.groupBy({ by: ['state'], where: { drawId }, _count: true });
      return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
    },
  } satisfies Pick<Sampling, 'latestMonth' | 'announce' | 'announced' | 'draw'> & Record<string, unknown>;

  /** @throws DomainError NOT_FOUND */
  async function get(name: DrawName): Promise<Draw> {
    const row = await prisma.samplingDraw.findUnique({ where: { id: drawIdOf(name) } });
    if (row) return codedDraw(row);
    throw new DomainError('NOT_FOUND', `There is no draw ${name.code} in ${name.region}.`, { params: { ...name } });
  }

  /** False where its name or its key is taken. */
  async function open(draw: OpenedDraw): Promise<boolean> {
    try {
      await writeAtOnce(prisma, opening(draw));
      return true;
    } catch (error) {
      const isTaken = isUniqueViolation(error, 'id') || isUniqueViolation(error, 'openedBy', 'idempotencyKey');
      if (isTaken) return false;
      throw error;
    }
  }
}

type OpenedDraw = NewDraw &
  Pick<Draw, 'kind' | 'code' | 'openedAt' | 'openedBy'> &
  Partial<Pick<NewExtraDraw, 'idempotencyKey' | 'reasonSealed'>>;

/** The seed stands in the audit chain before anything is drawn by it. */
function opening(draw: OpenedDraw): readonly Prisma.Sql[] {
  const { region, kind, month, percent, judges, openedAt, openedBy } = draw;
  const id = drawIdOf(draw);
  const subject = { id: subjectIdOf('draw', id), kind: 'draw', region } as const;
  const seed = randomUUID();
  const result = { draw: id, kind, month, percent, judges, seed };
  return [
    ...begun(subject, 'open', { at: openedAt, actor: openedBy, action: 'opened', result }),
    insertInto('SamplingDraw', [{ ...draw, id, subjectId: subject.id, state: 'announced', seed }]),
  ];
}

async function drawCases(transaction: Prisma.TransactionClient, drawId: string, at: Date): Promise<number> {
  const [draw] = await transaction.$queryRaw<Pick<Draw, 'subjectId' | 'region' | 'month' | 'percent'>[]>`
    SELECT "subjectId", "region", "month", "percent" FROM "SamplingDraw"
    WHERE "id" = ${drawId} AND "state" = 'announced' FOR UPDATE`;
  if (!draw) return transaction.sampledCase.count({ where: { drawId } });
  const { from, until } = spanOf(draw.month);
  const decided = Prisma.sql`"region" = ${draw.region}
    AND "decidedAt" >= ${from}::timestamptz AND "decidedAt" < ${until}::timestamptz`;
  const [counted] = await transaction.$queryRaw<[{ population: number; populationHash: string }]>`
    SELECT count(*)::int AS "population", encode(sha256(convert_to(coalesce(
      string_agg("id"::text, E'\n' ORDER BY "id"::text COLLATE "C"), ''), 'UTF8')), 'hex') AS "populationHash"
    FROM "ApplicationCase" WHERE ${decided}`;
  const drawn = await transaction.$executeRaw`
    INSERT INTO "SampledCase" ("drawId", "caseId", "outcome", "decidedAt", "decidedBy", "deciders", "institution",
      "wanted", "state")
    SELECT draw."id", "case"."id", "outcome", "decidedAt", "decidedBy"->>'kind', ${deciders}, "institution",
      draw."judges", 'drawn'
    FROM "ApplicationCase" AS "case"
      CROSS JOIN (SELECT "id", "seed", "judges" FROM "SamplingDraw" WHERE "id" = ${drawId}) AS draw
    WHERE ${decided}
    ORDER BY sha256(convert_to(draw."seed" || E'\n' || "case"."id", 'UTF8'))
    LIMIT ${sampleSize(counted.population, draw.percent)}`;
  const effect = { at, actor: 'system', action: 'drawn', result: { ...counted, drawn } };
  await writeAtOnce(transaction, [
    ...(await appended(transaction, draw.subjectId, 'draw', effect)),
    Prisma.sql`UPDATE "SamplingDraw" SET ${assignments({ ...counted, state: 'drawn', drawnAt: at })}
      WHERE "id" = ${drawId}`,
  ]);
  return drawn;
}

/** Officers decide alone; of a panel those decided whose ballots were for what it ruled. */
const deciders = Prisma.sql`CASE "decidedBy"->>'kind'
  WHEN 'person' THEN ARRAY["decidedBy"->>'subject']
  WHEN 'panel' THEN ARRAY(SELECT "subject" FROM "Ballot"
    WHERE "roundId" = "decidedBy"->>'round' AND "caseId" = "case"."id" AND "opinion" = "outcome" ORDER BY 1)
  ELSE ARRAY[]::text[] END`;
