import { randomUUID } from 'node:crypto';
import { reaches, type Absentee, type Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import { Prisma, type Absence, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import { dateOf } from '../../store/rows.ts';
import { requirePermission } from '../http/authentication.ts';
import { requireSubstitute } from './competence.ts';
import type { StaffRegister } from './register.ts';

export interface AbsenceEntry {
  readonly subject: string;
  readonly substitute: string;
  readonly region: string;
  /** Both days included. */
  readonly from: PlainDate;
  readonly until: PlainDate;
}

interface Dependencies {
  prisma: PrismaClient;
  run: RunStatement;
  clock: Clock;
  register: StaffRegister;
}

export type Absences = ReturnType<typeof createAbsences>;

/** Who is away from when until when, and which colleague does their tasks meanwhile. */
export function createAbsences({ prisma, run, clock, register }: Dependencies) {
  return {
    /** @throws DomainError NOT_PERMITTED, NOBODY_COMPETENT, STATE_CONFLICT */
    async declare(entry: AbsenceEntry, caller: Caller): Promise<Absence> {
      const { subject, substitute, region, from, until } = entry;
      requirePermission('manageAbsence', caller, { region, owner: subject });
      checkPeriod(entry);
      requireSubstitute(await register.require(substitute), await register.require(subject), region);
      await refuseOverlap(entry);
      return prisma.absence.create({
        data: {
          id: randomUUID(),
          subject,
          substitute,
          region,
          from: dateOf(from),
          until: dateOf(until),
          createdBy: caller.subject,
          createdAt: clock.now(),
        },
      });
    },

    /** The caller's own and those of the caller's regions that are not over, first to begin first. */
    async list(caller: Caller): Promise<Absence[]> {
      const within = reaches('manageAbsence', caller).map(({ regions, owner }): Prisma.AbsenceWhereInput => ({
        ...(regions && { region: { in: [...regions] } }),
        ...(owner !== undefined && { OR: [{ subject: owner }, { substitute: owner }] }),
      }));
      return prisma.absence.findMany({
        where: { OR: within, endedAt: null, until: { gte: today() } },
        orderBy: [{ from: 'asc' }, { id: 'asc' }],
      });
    },

    /** Ends it now, whether or not it has begun. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async end(id: string, caller: Caller): Promise<void> {
      const row = await prisma.absence.findUnique({ where: { id } });
      if (!row) throw new DomainError('NOT_FOUND', `There is no absence ${id}.`, { params: { absence: id } });
      requirePermission('manageAbsence', caller, { region: row.region, owner: row.subject });
      await prisma.absence.updateMany({ where: { id, endedAt: null }, data: { endedAt: clock.now() } });
    },

    /** For whom this one stands in today, and where. */
    async substitutedBy(subject: string): Promise<Absentee[]> {
      const rows = await run<Absentee>(Prisma.sql`
        SELECT "subject", "region" FROM "Absence"
        WHERE "substitute" = ${subject} AND "endedAt" IS NULL AND ${today()}::date BETWEEN "from" AND "until"`);
      return rows;
    },
  };

  function today(): Date {
    return dateOf(localDay(clock.now()));
  }

  /** Somebody who is away has one substitute in a region, and a substitute is there. */
  async function refuseOverlap({ subject, substitute, region, from, until }: AbsenceEntry): Promise<void> {
    const overlapping = { endedAt: null, from: { lte: dateOf(until) }, until: { gte: dateOf(from) } };
    const found = await prisma.absence.findFirst({
      where: { OR: [{ subject, region }, { subject: substitute }], ...overlapping },
    });
    if (!found) return;
    if (found.subject === substitute) {
      throw new DomainError('NOBODY_COMPETENT', `${substitute} is away as well.`, {
        params: { subject: substitute, missing: ['presence'] },
      });
    }
    throw new DomainError('STATE_CONFLICT', `${subject} has a substitute in these days already.`, {
      params: { absence: found.id, state: 'declared' },
    });
  }
}

function checkPeriod({ subject, substitute, from, until }: AbsenceEntry): void {
  const findings = [
    ...(from <= until
      ? []
      : [{ where: '/body/until', problem: 'is before the first day', hint: `a day from ${from}` }]),
    ...(subject === substitute ? [{ where: '/body/substitute', problem: 'nobody stands in for themselves' }] : []),
  ];
  if (findings.length === 0) return;
  throw new DomainError('INVALID_REQUEST', 'This is no absence.', { findings });
}
