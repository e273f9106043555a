import { reaches, type Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Absence, AbsenceEntry, Absences, Presence } from '../../store/staff/absences.ts';
import { requirePermission } from '../http/authentication.ts';
import { requireSubstitute } from './competence.ts';
import type { StaffRegister } from './register.ts';

interface Dependencies {
  absences: Absences;
  clock: Clock;
  register: StaffRegister;
}

export type AbsenceDesk = ReturnType<typeof createAbsenceDesk>;

/** Who is away from when until when, and which colleague does their tasks meanwhile. */
export function createAbsenceDesk({ absences, clock, register }: Dependencies) {
  return {
    /** @throws DomainError NOT_PERMITTED, NOBODY_COMPETENT, STATE_CONFLICT */
    async declare(entry: AbsenceEntry, caller: Caller): Promise<Absence> {
      const { subject, substitute, region } = entry;
      requirePermission('manageAbsence', caller, { region, bearer: subject });
      checkPeriod(entry);
      requireSubstitute(await register.require(substitute), await register.require(subject), region);
      return absences.declare(entry, caller.subject, clock.now(), (others) => refuseOverlap(entry, others));
    },

    /** The caller's own and those of the caller's regions that are not over, first to begin first. */
    list: (caller: Caller): Promise<Absence[]> => absences.list(reaches('manageAbsence', caller), today()),

    /** Ends it now, whether or not it has begun. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async end(id: string, caller: Caller): Promise<void> {
      const { region, subject } = await absences.get(id);
      requirePermission('manageAbsence', caller, { region, bearer: subject });
      await absences.end(id, clock.now());
    },

    /** Whether they work here still, and for whom they stand in today, and where. */
    presenceOf: (subject: string): Promise<Presence> => absences.presenceOf(subject, today()),
  };

  function today(): PlainDate {
    return localDay(clock.now());
  }
}

/**
 * Somebody who is away has one substitute in a region, and a substitute is there: whoever goes while they stand in for
 * somebody is refused as whoever names a substitute that is away, so that it does not matter which is declared first.
 */
function refuseOverlap({ subject, substitute, region }: AbsenceEntry, others: readonly Absence[]): void {
  if (others.some((other) => other.subject === substitute)) throw isAway(substitute, `${substitute} is away as well.`);
  const needed = others.find((other) => other.substitute === subject);
  if (needed)
    throw isAway(
      subject,
      `${subject} stands in for ${needed.subject} in these days, who needs another substitute first.`,
      {
        absence: needed.id,
      },
    );
  const overlapping = others.find((other) => other.subject === subject && other.region === region);
  if (!overlapping) return;
  throw new DomainError('STATE_CONFLICT', `${subject} has a substitute in these days already.`, {
    params: { absence: overlapping.id, state: 'declared' },
  });
}

function isAway(subject: string, message: string, params: object = {}): DomainError {
  return new DomainError('NOBODY_COMPETENT', message, { params: { subject, missing: ['presence'], ...params } });
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
