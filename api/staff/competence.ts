import { tasksAreTakenBy } from '../../domain/access/grants.ts';
import { DomainError } from '../../domain/errors.ts';
import type { StandIn } from '../../domain/policy/schema.ts';
import { queuesOf } from '../../domain/tasks/queue.ts';
import type { Member } from '../../store/staff/staff-members.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';

type Lack = 'role' | 'region' | 'institution' | 'specialty' | 'active';

type Wanted = Pick<TaskRow, 'candidate' | 'region' | 'institution' | 'specialty' | 'queue'>;

/** @throws DomainError NOBODY_COMPETENT naming what the member lacks for the task. */
export function requireCompetent(member: Member, task: Wanted): void {
  refuse(member, lacksFor(member, task));
}

/** Whether the pack has the member do what separation of duties leaves to none of the task's own candidates. */
export function stepsIn({ role, where }: StandIn, member: Member, { region, institution }: Wanted): boolean {
  const places = {
    region: true,
    sameInstitution: member.institution === institution,
    otherInstitution: member.institution !== null && member.institution !== institution,
  };
  return member.active && member.roles.includes(role) && worksIn(member, region) && places[where];
}

/** What the member lacks for the task. */
export function lacksFor(member: Member, task: Wanted): Lack[] {
  const lacks: Lack[] = [
    ...lacking('active', member.active),
    ...lacking('role', member.roles.includes(task.candidate)),
    ...lacking('region', worksIn(member, task.region)),
    ...lacking('specialty', task.specialty === null || member.specialties.includes(task.specialty)),
  ];
  // What is left of the queue's name is the institution.
  const regions = [task.region];
  const queues = queuesOf({ ...member, regions, institution: member.institution ?? undefined });
  if (lacks.length === 0 && !queues.includes(task.queue)) lacks.push('institution');
  return lacks;
}

/** @throws DomainError NOBODY_COMPETENT naming what the substitute lacks of what the absent colleague does. */
export function requireSubstitute(substitute: Member, absentee: Member, region: string): void {
  const roles = absentee.roles.filter(tasksAreTakenBy);
  refuse(substitute, [
    ...lacking('active', substitute.active),
    ...lacking(
      'role',
      roles.every((role) => substitute.roles.includes(role)),
    ),
    ...lacking('region', worksIn(substitute, region)),
    ...lacking('institution', absentee.institution === null || substitute.institution === absentee.institution),
    ...lacking(
      'specialty',
      absentee.specialties.every((specialty) => substitute.specialties.includes(specialty)),
    ),
  ]);
}

function worksIn({ regions }: Member, region: string): boolean {
  return regions.includes('*') || regions.includes(region);
}

function lacking(lack: Lack, isThere: boolean): Lack[] {
  return isThere ? [] : [lack];
}

function refuse({ subject }: Member, lacks: readonly Lack[]): void {
  if (lacks.length === 0) return;
  throw new DomainError(
    'NOBODY_COMPETENT',
    `${subject} is not competent here by the staff register: ${lacks.join(', ')}.`,
    {
      params: { subject, missing: lacks },
    },
  );
}
