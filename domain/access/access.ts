/** Whether a caller may do this to a target: asked by every route and every list. */
import type { Department } from './departments.ts';
import { isRuledByConsent, mustBeVouchedFor, scopesOf, type Operation, type Role, type Scope } from './grants.ts';

export interface Caller {
  readonly subject: string;
  readonly roles: readonly Role[];
  /** `*` = every region. */
  readonly regions: readonly string[] | '*';
  readonly institution?: string;
  /** The department that keeps the registers of which an external system reports. */
  readonly department?: Department;
  /** Who the bearer is, where the issuer has verified it to the level that counts here. */
  readonly identity?: VerifiedIdentity;
  /**
   * Absent colleagues for whom the caller stands in today, each in one region: their tasks there are the caller's as
   * well.
   */
  readonly standsInFor?: readonly Absentee[];
}

/** Never logged, and kept nowhere in the clear. */
export interface VerifiedIdentity {
  /** By keyed hash, as every record has it. */
  readonly personId: string;
  readonly name: string;
}

export interface Absentee {
  readonly subject: string;
  readonly region: string;
}

/** What is asked for. A field that is left out is unknown, and whatever depends on it is refused. */
export interface Target {
  readonly region?: string | null;
  /** Whom it is about, by keyed hash. */
  readonly person?: string | null;
  /** Subject that submitted the application, or for which the document was submitted. */
  readonly submitter?: string | null;
  /** Who acts for the person: subjects, and people by keyed hash. */
  readonly agents?: readonly string[];
  /** Subject of whoever is away, or has uploaded the paper. */
  readonly bearer?: string | null;
  /** Somebody vouches that it is about whom it names, and was entered for them. */
  readonly vouched?: boolean;
  readonly institution?: string | null;
  /**
   * Subject that holds the task or is asked to judge; of a case, the caller's own subject when one of these is theirs.
   */
  readonly assignee?: string | null;
  /** Role whose members may claim the task. */
  readonly candidate?: string | null;
  /** The person has agreed that the agent may know the diagnosis. */
  readonly consent?: boolean;
}

/** One condition on targets: every field that it names must agree. Lists filter by the alternatives of `reaches`. */
export interface Reach {
  readonly regions?: readonly string[];
  readonly institution?: string;
  readonly candidate?: Role;
  readonly assignee?: string;
  readonly person?: string;
  readonly submitter?: string;
  readonly bearer?: string;
  /** One of these is among those who act for the person. */
  readonly agent?: readonly string[];
  readonly vouched?: true;
  readonly consent?: true;
  /** None of these acts for the person, unless the person has agreed. */
  readonly unlessAgent?: readonly string[];
}

/** What the caller may see or touch by this operation, as alternatives; none = nothing at all. */
export function reaches(operation: Operation, caller: Caller): Reach[] {
  return caller.roles.flatMap((role) =>
    scopesOf(operation, role).flatMap((scope) =>
      reach(scope, role, caller).map((reached) => ({ ...reached, ...ruleOf(operation, scope, caller) })),
    ),
  );
}

/** Those who only have to do with the case, other than as their work. */
const concerned: readonly Scope[] = ['own', 'submitted', 'represented', 'representedWithConsent', 'institution'];

function ruleOf(operation: Operation, scope: Scope, caller: Caller): Pick<Reach, 'vouched' | 'unlessAgent'> {
  const alone = isRuledByConsent(operation) && scope !== 'own' && scope !== 'representedWithConsent';
  return {
    ...(mustBeVouchedFor(operation) && concerned.includes(scope) && { vouched: true }),
    ...(alone && { unlessAgent: namesOf(caller) }),
  };
}

/** Whether the caller is among those who act for somebody, be it by the token or by who they are. */
export function isAmongAgents(caller: Caller, agents: readonly string[]): boolean {
  return areAmong(namesOf(caller), agents);
}

/** By what the caller may be on record as somebody's agent. */
function namesOf({ subject, identity }: Caller): readonly string[] {
  return identity ? [subject, identity.personId] : [subject];
}

/** Nothing where the token lacks what the scope needs, as an institution or a verified identity. */
function reach(scope: Scope, role: Role, caller: Caller): Reach[] {
  const { subject, institution, identity, standsInFor = [] } = caller;
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
      return identity ? [{ person: identity.personId }] : [];
    case 'submitted':
      return [{ submitter: subject }];
    case 'represented':
      return [{ agent: namesOf(caller) }];
    case 'representedWithConsent':
      return [{ agent: namesOf(caller), consent: true }];
    case 'self':
      return [{ bearer: subject }];
  }
}

/** Everybody whose work in the region is the caller's today. */
export function peopleActedFor({ subject, standsInFor = [] }: Caller, region: string): string[] {
  return [subject, ...standsInFor.flatMap((absent) => (absent.region === region ? [absent.subject] : []))];
}

export type AccessRefusal =
  | 'roleNotGranted'
  | 'notVerified'
  | 'outsideRegion'
  | 'otherInstitution'
  | 'otherRole'
  | 'notAssigned'
  | 'notOwner'
  | 'notVouched'
  | 'noConsent'
  | 'otherDepartment'
  | 'inactive';

export type Permission = { readonly permitted: true } | { readonly permitted: false; readonly reason: AccessRefusal };

/** Whether the caller may do this to the target; when not, why the first alternative failed. */
export function permits(operation: Operation, caller: Caller, target: Target): Permission {
  const refusals = reaches(operation, caller).map((reach) => outside(reach, target));
  if (refusals.includes(null)) return { permitted: true };
  return { permitted: false, reason: refusals[0] ?? whyNothing(operation, caller) };
}

/** Why the caller reaches nothing at all by this operation. */
export function whyNothing(operation: Operation, { roles, identity }: Caller): AccessRefusal {
  const isForThePerson = roles.some((role) => scopesOf(operation, role).includes('own'));
  return isForThePerson && !identity ? 'notVerified' : 'roleNotGranted';
}

function outside(reach: Reach, target: Target): AccessRefusal | null {
  if (reach.regions && !reach.regions.some((region) => region === target.region)) return 'outsideRegion';
  if (reach.institution !== undefined && reach.institution !== target.institution) return 'otherInstitution';
  if (reach.candidate !== undefined && reach.candidate !== target.candidate) return 'otherRole';
  if (reach.assignee !== undefined && reach.assignee !== target.assignee) return 'notAssigned';
  const isTheirs = (['person', 'submitter', 'bearer'] as const).every(
    (field) => reach[field] === undefined || reach[field] === target[field],
  );
  if (!isTheirs || (reach.agent && !areAmong(reach.agent, target.agents ?? []))) return 'notOwner';
  if (reach.consent && target.consent !== true) return 'noConsent';
  if (reach.unlessAgent && target.consent !== true && mayAct(reach.unlessAgent, target.agents)) return 'noConsent';
  return reach.vouched && target.vouched !== true ? 'notVouched' : null;
}

/** Unknown agents may be anybody. */
function mayAct(names: readonly string[], agents: readonly string[] | undefined): boolean {
  return agents === undefined || areAmong(names, agents);
}

function areAmong(names: readonly string[], agents: readonly string[]): boolean {
  return names.some((name) => agents.includes(name));
}
