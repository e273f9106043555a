import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { DrawFilter } from './draws.ts';

export const samplingGroupings = ['month', 'institution', 'expert'] as const;
export type SamplingGrouping = (typeof samplingGroupings)[number];

export interface SamplingFigures {
  readonly region: string;
  readonly month: string | null;
  readonly institution: string | null;
  /** Who decided; null also where the rules did. */
  readonly expert: string | null;
  readonly drawn: number;
  readonly judged: number;
  readonly agreed: number;
  readonly disagreed: number;
  readonly handled: number;
  readonly toBeCorrected: number;
}

/** How often others came to another outcome. A decision of several experts counts for each of them. */
export function samplingFigures(
  prisma: PrismaClient,
  groupBy: SamplingGrouping,
  { regions, region, month }: DrawFilter,
): Promise<SamplingFigures[]> {
  const conditions = [
    Prisma.sql`draw."state" = 'drawn'`,
    ...(regions ? [Prisma.sql`draw."region" = ANY(${[...regions]}::text[])`] : []),
    ...(region === undefined ? [] : [Prisma.sql`draw."region" = ${region}`]),
    ...(month === undefined ? [] : [Prisma.sql`draw."month" = ${month}`]),
  ];
  const each =
    groupBy === 'expert'
      ? Prisma.sql`LEFT JOIN LATERAL unnest(sampled."deciders") AS decider("subject") ON TRUE`
      : Prisma.empty;
  const column = (name: SamplingGrouping, expression: string) =>
    Prisma.raw(`${name === groupBy ? expression : 'NULL::text'} AS "${name}"`);
  return prisma.$queryRaw<SamplingFigures[]>`
    SELECT draw."region", ${column('month', 'draw."month"')}, ${column('institution', 'sampled."institution"')},
      ${column('expert', 'decider."subject"')}, count(*)::int AS "drawn",
      ${counted(Prisma.sql`sampled."state" IN ('agreed', 'disagreed', 'handled')`)} AS "judged",
      ${counted(Prisma.sql`sampled."state" = 'agreed'`)} AS "agreed",
      ${counted(Prisma.sql`sampled."state" IN ('disagreed', 'handled')`)} AS "disagreed",
      ${counted(Prisma.sql`sampled."state" = 'handled'`)} AS "handled",
      ${counted(Prisma.sql`"handling" = 'toBeCorrected'`)} AS "toBeCorrected"
    FROM "SampledCase" AS sampled JOIN "SamplingDraw" AS draw ON draw."id" = "drawId" ${each}
    WHERE ${Prisma.join(conditions, ' AND ')} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3 NULLS FIRST, 4 NULLS FIRST`;
}

function counted(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(count(*) FILTER (WHERE ${condition}))::int`;
}
