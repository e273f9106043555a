import type { Role } from '../access/grants.ts';

/** What decides in whose queue a task stands. */
export interface QueuePlace {
  readonly candidate: Role;
  readonly region: string;
  readonly institution: string | null;
  /** Only those who have it are offered the task. */
  readonly specialty: string | null;
}

/** Whose queues are those of one institution; everybody else's are those of a region. */
export const atTheirInstitution: readonly Role[] = ['hospitalDesk', 'departmentReviewer', 'confirmingOfficer'];

/** One text for one queue, so that its head is found by one index. */
export function queueOf({ candidate, region, institution, specialty }: QueuePlace): string {
  const place = atTheirInstitution.includes(candidate) ? institution : null;
  return [candidate, region, place ?? '-', specialty ?? '-'].join('/');
}

export interface QueueMember {
  readonly roles: readonly Role[];
  readonly regions: readonly string[];
  readonly institution?: string | undefined;
  readonly specialties: readonly string[];
}

/** Every queue that a member of the staff takes tasks from. */
export function queuesOf({ roles, regions, institution, specialties }: QueueMember): string[] {
  const places = roles.flatMap((candidate) =>
    regions.map((region) => ({ candidate, region, institution: institution ?? null })),
  );
  return places.flatMap((place) => [null, ...specialties].map((specialty) => queueOf({ ...place, specialty })));
}
