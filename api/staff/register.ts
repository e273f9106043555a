import { permits, type Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { localDay } from '../../domain/time-zone.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Member, MemberEntry, MemberFilter, StaffMembers } from '../../store/staff/staff-members.ts';
import { requirePermission } from '../http/authentication.ts';
import { regionsWithin } from '../http/regions.ts';

interface Dependencies {
  members: StaffMembers;
  clock: Clock;
}

export type StaffRegister = ReturnType<typeof createStaffRegister>;

/** Who works on tasks, so that others can hand them work; what they may do, their tokens say. */
export function createStaffRegister({ members, clock }: Dependencies) {
  return {
    find: members.find,

    /** @throws DomainError NOBODY_COMPETENT */
    async require(subject: string): Promise<Member> {
      const member = await members.find(subject);
      if (member) return member;
      throw new DomainError('NOBODY_COMPETENT', `${subject} is not on the staff register.`, {
        params: { subject, missing: ['register'] },
      });
    },

    /** Any of their regions will do. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(subject: string, caller: Caller): Promise<Member> {
      const member = await members.find(subject);
      if (!member)
        throw new DomainError('NOT_FOUND', `${subject} is not on the staff register.`, { params: { subject } });
      const visible = member.regions.some((region) => permits('manageStaff', caller, { region }).permitted);
      if (!visible) requireRegions(caller, member.regions);
      return member;
    },

    /** Those of the caller's regions, by name; one more than `limit` where there are more. */
    list(filter: MemberFilter, caller: Caller, limit: number, after = ''): Promise<Member[]> {
      const within = regionsWithin('manageStaff', caller);
      return members.list(filter, { within, today: localDay(clock.now()), limit, after });
    },

    /**
     * @throws DomainError NOT_PERMITTED where the entry, or the one it replaces, reaches beyond the caller's regions.
     */
    async put(subject: string, entry: MemberEntry, caller: Caller): Promise<Member> {
      const before = await members.find(subject);
      requireRegions(caller, [...entry.regions, ...(before?.regions ?? [])]);
      return members.put(subject, entry, caller.subject, clock.now());
    },
  };
}

function requireRegions(caller: Caller, regions: readonly string[]): void {
  for (const region of regions) requirePermission('manageStaff', caller, { region });
}
