import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { PlainDate } from '../../domain/plain-date.ts';

/** Which contacts are counted. */
export interface OpenedBetween {
  readonly regions?: readonly string[] | undefined;
  readonly region?: string | undefined;
  /** Days in the time zone of the regions, both included. */
  readonly from: PlainDate;
  readonly until: PlainDate;
}

export interface TownshipResults {
  readonly region: string;
  readonly township: string | null;
  readonly opened: number;
  readonly open: number;
  readonly unassigned: number;
  readonly reached: number;
  readonly wantsNone: number;
  readonly diedOrMoved: number;
  readonly died: number;
  readonly recognisedElsewhere: number;
  readonly applied: number;
  readonly approved: number;
  readonly refused: number;
}

/** What came of the contacts that were opened in a period, township by township. */
export function townshipResults(
  prisma: PrismaClient,
  { regions, region, from, until }: OpenedBetween,
): Promise<TownshipResults[]> {
  const opened = Prisma.sql`(contact."openedAt" AT TIME ZONE 'Asia/Shanghai')::date`;
  return prisma.$queryRaw<TownshipResults[]>`
    SELECT contact."region", contact."township", count(*)::int AS "opened",
      ${counted(Prisma.sql`contact."state" = 'open'`)} AS "open",
      ${counted(Prisma.sql`contact."state" = 'open' AND contact."helper" IS NULL`)} AS "unassigned",
      ${counted(Prisma.sql`contact."reachedAt" IS NOT NULL`)} AS "reached",
      ${closed('wantsNone')} AS "wantsNone", ${closed('diedOrMoved')} AS "diedOrMoved", ${closed('died')} AS "died",
      ${closed('recognised')} AS "recognisedElsewhere", ${closed('applied')} AS "applied",
      ${counted(Prisma.sql`contact."closedBecause" = 'applied' AND filed."outcome" = 'approved'`)} AS "approved",
      ${counted(Prisma.sql`contact."closedBecause" = 'applied' AND filed."outcome" = 'notRecognised'`)} AS "refused"
    FROM "OutreachContact" AS contact LEFT JOIN "ApplicationCase" AS filed ON filed."id" = contact."caseId"
    WHERE ${opened} BETWEEN ${from}::date AND ${until}::date
      AND ${regions ? Prisma.sql`contact."region" = ANY(${[...regions]}::text[])` : Prisma.sql`TRUE`}
      AND ${region === undefined ? Prisma.sql`TRUE` : Prisma.sql`contact."region" = ${region}`}
    GROUP BY 1, 2 ORDER BY 1, 2 NULLS LAST`;
}

function closed(because: string): Prisma.Sql {
  return counted(Prisma.sql`contact."closedBecause" = ${because}`);
}

function counted(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(count(*) FILTER (WHERE ${condition}))::int`;
}
