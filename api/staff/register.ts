import { permits, type Caller, type Role } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { localDay } from '../../domain/time-zone.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { dateOf } from '../../store/rows.ts';
import { requirePermission } from '../http/authentication.ts';
import { regionsWithin } from '../http/regions.ts';
import type { Member } from './competence.ts';

export interface MemberEntry {
  readonly roles: readonly Role[];
  /** `*` alone = every region. */
  readonly regions: readonly string[];
  readonly institution?: string | undefined;
  readonly department?: string | undefined;
  readonly specialties: readonly string[];
  readonly active: boolean;
}

export interface MemberFilter {
  readonly region?: string | undefined;
  readonly role?: string | undefined;
  readonly institution?: string | undefined;
  /** Topic of a training that counts today. */
  readonly trainedIn?: string | undefined;
}

interface Dependencies extends EngineDatabase {
  clock: Clock;
}

export type StaffRegister = ReturnType<typeof createStaffRegister>;

/** Who works on tasks, so that others can hand them work; what they may do, their tokens say. */
export function createStaffRegister({ prisma, run, clock }: Dependencies) {
  return {
    find,

    /** @throws DomainError NOBODY_COMPETENT */
    async require(subject: string): Promise<Member> {
      const member = await find(subject);
      if (member) return member;
      throw new DomainError('NOBODY_COMPETENT', `${subject} is not on the staff register.`, {
        params: { subject, missing: ['register'] },
      });
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(subject: string, caller: Caller): Promise<Member> {
      const member = await find(subject);
      if (!member)
        throw new DomainError('NOT_FOUND', `${subject} is not on the staff register.`, { params: { subject } });
      const visible = member.regions.some((region) => permits('manageStaff', caller, { region }).permitted);
      if (!visible) requireRegions(caller, member.regions);
      return member;
    },

    /** Those of the caller's regions, by name; one more than `limit` where there are more. */
    async list(
      { region, role, institution, trainedIn }: MemberFilter,
      caller: Caller,
      limit: number,
      after = '',
    ): Promise<Member[]> {
      const regions = regionsWithin('manageStaff', caller);
      const rows = await prisma.staffMember.findMany({
        where: {
          AND: [
            regions ? { regions: { hasSome: [...regions, '*'] } } : {},
            region === undefined ? {} : { regions: { hasSome: [region, '*'] } },
            role === undefined ? {} : { roles: { has: role } },
            institution === undefined ? {} : { institution },
            trainedIn === undefined ? {} : { trainings: { some: countsToday(trainedIn) } },
            { subject: { gt: after } },
          ],
        },
        orderBy: { subject: 'asc' },
        take: limit + 1,
      });
      return rows.map(asMember);
    },

    /**
     * @throws DomainError NOT_PERMITTED where the entry, or the one it replaces, reaches beyond the caller's regions.
     */
    async put(subject: string, entry: MemberEntry, caller: Caller): Promise<Member> {
      const before = await find(subject);
      requireRegions(caller, [...entry.regions, ...(before?.regions ?? [])]);
      const { roles, regions, institution = null, department = null, specialties, active } = entry;
      const row = {
        roles: [...roles],
        regions: [...regions],
        institution,
        department,
        specialties: [...specialties],
        active,
      };
      const written = { ...row, updatedAt: clock.now(), updatedBy: caller.subject };
      return asMember(
        await prisma.staffMember.upsert({ where: { subject }, create: { subject, ...written }, update: written }),
      );
    },
  };

  function countsToday(topic: string) {
    const today = dateOf(localDay(clock.now()));
    return { topic, on: { lte: today }, OR: [{ validUntil: null }, { validUntil: { gte: today } }] };
  }

  async function find(subject: string): Promise<Member | undefined> {
    const [member] = await run<Member>(Prisma.sql`SELECT * FROM "StaffMember" WHERE "subject" = ${subject}`);
    return member;
  }
}

function requireRegions(caller: Caller, regions: readonly string[]): void {
  for (const region of regions) requirePermission('manageStaff', caller, { region });
}

function asMember(row: Omit<Member, 'roles'> & { roles: string[] }): Member {
  return row as Member;
}
