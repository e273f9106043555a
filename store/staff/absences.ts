import { randomUUID } from 'node:crypto';
import type { Absentee, Reach } from '../../domain/access/access.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { notFound } from '../../domain/errors.ts';
import { Prisma, type Absence } from '../../generated/engine/client.ts';
import type { EngineDatabase } from '../database.ts';
import { dateOf } from '../rows.ts';
import { isInactive } from './standing.ts';

export type { Absence };

export interface AbsenceEntry {
  readonly subject: string;
  readonly substitute: string;
  readonly region: string;
  /** Both days included. */
  readonly from: PlainDate;
  readonly until: PlainDate;
}

/** How somebody is there today. */
export interface Presence {
  /** The staff register says that they work here no more. */
  readonly isInactive: boolean;
  readonly standsInFor: readonly Absentee[];
}

export type Absences = ReturnType<typeof createAbsences>;

export function createAbsences({ prisma, run }: EngineDatabase) {
  return {
    /** @throws DomainError NOT_FOUND */
    async get(id: string): Promise<Absence> {
      const row = await prisma.absence.findUnique({ where: { id } });
      if (row) return row;
      throw notFound('absence', id);
    },

    /**
     * Absences are declared one after another, so that of two that cannot both stand the second is refused, whichever
     * comes first. @param check what else is declared for these days
     */
    async declare(
      entry: AbsenceEntry,
      createdBy: string,
      createdAt: Date,
      check: (others: readonly Absence[]) => void,
    ): Promise<Absence> {
      const days = { from: dateOf(entry.from), until: dateOf(entry.until) };
      return prisma.$transaction(async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('Absence'))`;
        check(
          await transaction.absence.findMany({ where: concerning(entry), orderBy: [{ from: 'asc' }, { id: 'asc' }] }),
        );
        return transaction.absence.create({ data: { ...entry, ...days, id: randomUUID(), createdBy, createdAt } });
      });
    },

    /** Those that these grants reach and that are not over, first to begin first. */
    list(reached: readonly Reach[], today: PlainDate): Promise<Absence[]> {
      return prisma.absence.findMany({
        where: { OR: reached.map(condition), endedAt: null, until: { gte: dateOf(today) } },
        orderBy: [{ from: 'asc' }, { id: 'asc' }],
      });
    },

    async end(id: string, at: Date): Promise<void> {
      await prisma.absence.updateMany({ where: { id, endedAt: null }, data: { endedAt: at } });
    },

    /** Whether they work here still, and for whom they stand in on the day, and where. */
    async presenceOf(subject: string, today: PlainDate): Promise<Presence> {
      const rows = await run<{ isInactive: boolean } & (Absentee | { subject: null })>(Prisma.sql`
        SELECT ${isInactive(Prisma.sql`${subject}`)} AS "isInactive", absence."subject", absence."region"
        FROM (SELECT) AS asked LEFT JOIN "Absence" AS absence ON "substitute" = ${subject} AND "endedAt" IS NULL
          AND ${dateOf(today)}::date BETWEEN "from" AND "until"`);
      const standsInFor = rows.flatMap((row) =>
        row.subject === null ? [] : { subject: row.subject, region: row.region },
      );
      return { isInactive: rows[0]!.isInactive, standsInFor };
    },
  };
}

/** Of the same days: another of the one who is away, one of the substitute, one in which the former stands in. */
function concerning({ subject, substitute, region, from, until }: AbsenceEntry): Prisma.AbsenceWhereInput {
  const days = { endedAt: null, from: { lte: dateOf(until) }, until: { gte: dateOf(from) } };
  return { OR: [{ subject, region }, { subject: substitute }, { substitute: subject }], ...days };
}

function condition({ regions, bearer }: Reach): Prisma.AbsenceWhereInput {
  return {
    ...(regions && { region: { in: [...regions] } }),
    ...(bearer !== undefined && { OR: [{ subject: bearer }, { substitute: bearer }] }),
  };
}
