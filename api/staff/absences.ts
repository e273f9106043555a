import { randomUUID } from 'node:crypto';
import { reaches, type Absentee, type Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { dayIn } from '../../domain/time-zone.ts';
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
  /** Zone in whose days an absence is counted. */
  timeZoneOf: (region: string) => string;
}

export type Absences = ReturnType<typeof createAbsences>;

/** Who is away from when until when, and which colleague does their tasks meanwhile. */
export function createAbsences({ prisma, run, clock, register, timeZoneOf }: Dependencies) {
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
      const rows = await prisma.absence.findMany({
        where: { AND: [{ OR: within }, notBefore(clock.now())] },
        orderBy: [{ from: 'asc' }, { id: 'asc' }],
      });
      return rows.filter((row) => row.until >= today(row.region));
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
      const rows = await run<Pick<Absence, 'subject' | 'region' | 'from' | 'until'>>(Prisma.sql`
        SELECT "subject", "region", "from", "until" FROM "Absence"
        WHERE "substitute" = ${subject} AND "endedAt" IS NULL AND "until" >= ${dayBefore(clock.now())}::date`);
      return rows
        .filter((row) => row.from <= today(row.region) && row.until >= today(row.region))
        .map((row) => ({ subject: row.subject, region: row.region }));
    },
  };

  function today(region: string): Date {
    return dateOf(dayIn(timeZoneOf(region), clock.now()));
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

/** A day may still last in one zone that is over in another. */
function notBefore(now: Date) {
  return { endedAt: null, until: { gte: dayBefore(now) } };
}

function dayBefore(now: Date): Date {
  return dateOf(dayIn('UTC', new Date(now.getTime() - 24 * 3_600_000)));
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
