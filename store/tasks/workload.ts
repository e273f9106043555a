import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';

export const loadGroupings = ['region', 'institution', 'kind', 'person'] as const;
export const figureGroupings = ['all', ...loadGroupings] as const;

export interface WorkloadFilter {
  /** Undefined = all. */
  readonly regions: readonly string[] | undefined;
  readonly region?: string | undefined;
  readonly institution?: string | undefined;
  readonly kind?: string | undefined;
}

interface Place {
  readonly region: string;
  readonly institution: string | null;
  readonly kind: string | null;
  /** Null where nobody has it. */
  readonly person: string | null;
}

export interface Load extends Place {
  readonly ready: number;
  readonly claimed: number;
  readonly warned: number;
  readonly overdue: number;
  readonly escalated: number;
  readonly ageUpTo1Day: number;
  readonly ageUpTo3Days: number;
  readonly ageUpTo7Days: number;
  readonly ageBeyond: number;
}

/** Counts, and seconds where it says waiting or handling; null where there was nothing to measure. */
export interface Figures extends Place {
  readonly opened: number;
  readonly completed: number;
  readonly withinDeadline: number;
  readonly breached: number;
  readonly reassigned: number;
  readonly waitingAverage: number | null;
  readonly waitingP50: number | null;
  readonly waitingP95: number | null;
  readonly handlingAverage: number | null;
  readonly handlingP50: number | null;
  readonly handlingP95: number | null;
}

export type WorkloadStore = ReturnType<typeof createWorkloadStore>;

/** What supervisors see of their regions: one statement each. */
export function createWorkloadStore({ prisma, clock }: { prisma: PrismaClient; clock: Clock }) {
  return {
    /** Open tasks as they stand now. */
    async load(groupBy: (typeof loadGroupings)[number], filter: WorkloadFilter): Promise<Load[]> {
      const now = clock.now();
      const older = (days: number) =>
        Prisma.sql`"createdAt" <= ${new Date(now.getTime() - days * 86_400_000)}::timestamptz`;
      const younger = (days: number) => Prisma.sql`NOT (${older(days)})`;
      const where = Prisma.join(
        [Prisma.sql`"state" IN ('ready', 'claimed', 'completing')`, ...within(filter)],
        ' AND ',
      );
      return prisma.$queryRaw<Load[]>`
        SELECT ${places(groupBy)},
          ${counted(Prisma.sql`"state" = 'ready'`)} AS "ready", ${counted(Prisma.sql`"state" <> 'ready'`)} AS "claimed",
          ${counted(Prisma.sql`"warnedAt" IS NOT NULL`)} AS "warned",
          ${counted(Prisma.sql`"dueAt" < ${now}::timestamptz`)} AS "overdue",
          ${counted(Prisma.sql`"escalatedAt" IS NOT NULL`)} AS "escalated",
          ${counted(younger(1))} AS "ageUpTo1Day",
          ${counted(Prisma.sql`${older(1)} AND ${younger(3)}`)} AS "ageUpTo3Days",
          ${counted(Prisma.sql`${older(3)} AND ${younger(7)}`)} AS "ageUpTo7Days",
          ${counted(older(7))} AS "ageBeyond"
        FROM "Task" WHERE ${where} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2 NULLS FIRST, 3, 4 NULLS FIRST`;
    },

    /** @param month its first day, in the zone that the schema of packs gives to every region. */
    async figures(
      month: string,
      groupedBy: (typeof figureGroupings)[number],
      filter: Pick<WorkloadFilter, 'regions' | 'region'>,
    ): Promise<Figures[]> {
      const asked = [Prisma.sql`"groupedBy" = ${groupedBy}`, Prisma.sql`"month" = ${month}::date`, ...within(filter)];
      return prisma.$queryRaw<Figures[]>`
        SELECT "region", "institution", "kind", "person",
          "opened", "completed", "withinDeadline", "breached", "reassigned", "waitingAverage", "waitingP50",
            "waitingP95", "handlingAverage", "handlingP50", "handlingP95"
        FROM "task_figures" WHERE ${Prisma.join(asked, ' AND ')}
        ORDER BY "region", "institution" NULLS FIRST, "kind", "person" NULLS FIRST`;
    },
  };
}

/** Some regions, and what else is asked for. */
function within({ regions, ...equal }: WorkloadFilter): Prisma.Sql[] {
  return [
    ...(regions ? [Prisma.sql`"region" = ANY(${[...regions]}::text[])`] : []),
    ...Object.entries(equal).flatMap(([name, value]) =>
      value === undefined ? [] : [Prisma.sql`${Prisma.raw(`"${name}"`)} = ${value}`],
    ),
  ];
}

/** The four columns that say whose load it is; those that are not grouped by are null. */
function places(groupBy: (typeof loadGroupings)[number]): Prisma.Sql {
  const column = (name: string, expression: string) => `${name === groupBy ? expression : 'NULL::text'} AS "${name}"`;
  return Prisma.raw(
    ['"region"', column('institution', '"institution"'), column('kind', '"kind"'), column('person', '"assignee"')].join(
      ', ',
    ),
  );
}

function counted(condition: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(count(*) FILTER (WHERE ${condition}))::int`;
}
