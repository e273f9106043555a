import { randomUUID } from 'node:crypto';
import type { Absentee, Reach } from '../../domain/access/access.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { notFound } from '../../domain/errors.ts';
import { Prisma, type Absence } from '../../generated/engine/client.ts';
import type { EngineDatabase } from '../database.ts';
import { dateOf } from '../rows.ts';

export type { Absence };

export interface AbsenceEntry {
  readonly subject: string;
  readonly substitute: string;
  readonly region: string;
  /** Both days included. */
  readonly from: PlainDate;
  readonly until: PlainDate;
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

    declare(entry: AbsenceEntry, createdBy: string, createdAt: Date): Promise<Absence> {
      const days = { from: dateOf(entry.from), until: dateOf(entry.until) };
      return prisma.absence.create({ data: { ...entry, ...days, id: randomUUID(), createdBy, createdAt } });
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

    /** Of the same days: another of the one who is away, or one of the substitute. */
    overlapping({ subject, substitute, region, from, until }: AbsenceEntry): Promise<Absence | null> {
      const days = { endedAt: null, from: { lte: dateOf(until) }, until: { gte: dateOf(from) } };
      return prisma.absence.findFirst({ where: { OR: [{ subject, region }, { subject: substitute }], ...days } });
    },

    /** For whom this one stands in on the day, and where. */
    substitutedBy: (subject: string, today: PlainDate): Promise<Absentee[]> =>
      run<Absentee>(Prisma.sql`
        SELECT "subject", "region" FROM "Absence"
        WHERE "substitute" = ${subject} AND "endedAt" IS NULL AND ${dateOf(today)}::date BETWEEN "from" AND "until"`),
  };
}

function condition({ regions, owner }: Reach): Prisma.AbsenceWhereInput {
  return {
    ...(regions && { region: { in: [...regions] } }),
    ...(owner !== undefined && { OR: [{ subject: owner }, { substitute: owner }] }),
  };
}
