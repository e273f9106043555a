/** Whether a caller may do this to a target: asked by every route and every list. */
import type { Department } from './departments.ts';
import { scopesOf, type Operation, type Role, type Scope } from './grants.ts';

export interface Caller {
  readonly subject: string;
  readonly roles: readonly Role[];
  /** `*` = every region. */
  readonly regions: readonly string[] | '*';
  readonly institution?: string;
  /** The department that keeps the registers of which an external system reports. */
  readonly department?: Department;
  /**
   * Absent colleagues for whom the caller stands in today, each in one region: their tasks there are the caller's as
   * well.
   */
  readonly standsInFor?: readonly Absentee[];
}

export interface Absentee {
  readonly subject: string;
  readonly region: string;
}

/** What is asked for. A field that is left out is unknown, and whatever depends on it is refused. */
export interface Target {
  readonly region?: string | null;
  /** Subject that submitted the application, uploaded the document, or is to make the contact. */
  readonly owner?: string | null;
  readonly institution?: string | null;
  /**
   * Subject that holds the task or is asked to judge; of a case, the caller's own subject when one of these is theirs.
   */
  readonly assignee?: string | null;
  /** Role whose members may claim the task. */
  readonly candidate?: string | null;
  /** The patient has agreed that the agent may know the diagnosis. */
  readonly consent?: boolean;
}

/** One condition on targets: every field that it names must agree. Lists filter by the alternatives of `reaches`. */
export interface Reach {
  readonly regions?: readonly string[];
  readonly institution?: string;
  readonly candidate?: Role;
  readonly assignee?: string;
  readonly owner?: string;
  readonly consent?: true;
}

/** What the caller may see or touch by this operation, as alternatives; none = nothing at all. */
export function reaches(operation: Operation, caller: Caller): Reach[] {
  return caller.roles.flatMap((role) => scopesOf(operation, role).flatMap((scope) => reach(scope, role, caller)));
}

/** Nothing where the token lacks what the scope needs, as an institution. */
function reach(scope: Scope, role: Role, caller: Caller): Reach[] {
  const { subject, institution, standsInFor = [] } = caller;
  const regions = caller.regions === '*' ? {} : { regions: caller.regions };
  switch (scope) {
    case 'everywhere':
      return [{}];
    case 'region':
      return [regions];
    case 'institution':
      return institution === undefined ? [] : [{ ...regions, institution }];
    case 'queue':
      return [{ ...regions, candidate: role }];
    case 'deskQueue':
      return institution === undefined ? [] : [{ ...regions, institution, candidate: role }];
    case 'assigned':
      return [
        { assignee: subject },
        ...standsInFor.map((absent) => ({ regions: [absent.region], assignee: absent.subject })),
      ];
    case 'own':
      return [{ owner: subject }];
    case 'ownWithConsent':
      return [{ owner: subject, consent: true }];
  }
}

/** Everybody whose work in the region is the caller's today. */
export function peopleActedFor({ subject, standsInFor = [] }: Caller, region: string): string[] {
  return [subject, ...standsInFor.flatMap((absent) => (absent.region === region ? [absent.subject] : []))];
}

export type AccessRefusal =
  | 'roleNotGranted'
  | 'outsideRegion'
  | 'otherInstitution'
  | 'otherRole'
  | 'notAssigned'
  | 'notOwner'
  | 'noConsent'
  | 'otherDepartment'
  | 'inactive';

export type Permission = { readonly permitted: true } | { readonly permitted: false; readonly reason: AccessRefusal };

/** Whether the caller may do this to the target; when not, why the first alternative failed. */
export function permits(operation: Operation, caller: Caller, target: Target): Permission {
  const refusals = reaches(operation, caller).map((reach) => outside(reach, target));
  if (refusals.includes(null)) return { permitted: true };
  return { permitted: false, reason: refusals[0] ?? 'roleNotGranted' };
}

function outside(reach: Reach, target: Target): AccessRefusal | null {
  if (reach.regions && !reach.regions.some((region) => region === target.region)) return 'outsideRegion';
  if (reach.institution !== undefined && reach.institution !== target.institution) return 'otherInstitution';
  if (reach.candidate !== undefined && reach.candidate !== target.candidate) return 'otherRole';
  if (reach.assignee !== undefined && reach.assignee !== target.assignee) return 'notAssigned';
  if (reach.owner !== undefined && reach.owner !== target.owner) return 'notOwner';
  if (reach.consent && target.consent !== true) return 'noConsent';
  return null;
}
