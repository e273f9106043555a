/** How many tasks somebody may take: whoever draws one sees the whole person behind it. */
import type { Role } from '../access/grants.ts';
import { DomainError } from '../errors.ts';
import { localDay, localTime } from '../time-zone.ts';
import { taskKindNames, taskKinds, type TaskKind } from './kinds.ts';

export interface TaskLimit {
  /** In hand at a time, those with a colleague by delegation included. */
  readonly held: number;
  /** Taken and given back within an hour, undone. */
  readonly returned: number;
}

/** By the role for whose members the tasks are; a role that is left out takes as many as it likes. */
export type TaskLimits = Readonly<Partial<Record<Role, TaskLimit>>>;

/** Lists of visits are planned for days ahead, and are not counted. */
const visitKinds: readonly TaskKind[] = ['visitPlanning', 'visitReport'];

/** Roles whose tasks count. */
export const limitedRoles = [...new Set(countedKinds().map((kind) => taskKinds[kind].candidate as Role))];

export const limitWindowMs = 3_600_000;

/** Kinds that count for members of the role; of all roles where none is named. */
export function countedKinds(role?: Role): TaskKind[] {
  return taskKindNames.filter(
    (kind) => !visitKinds.includes(kind) && (role === undefined || taskKinds[kind].candidate === role),
  );
}

/** What somebody has taken of late. */
export interface Taken {
  readonly role: Role;
  readonly held: number;
  readonly returned: number;
  /** When the giving back that has to pass out of the hour was made; null where there is none. */
  readonly freed: Date | null;
}

/** When one more may be taken again: an instant, or null = once one of those in hand is done or given back. */
export function limitReached(
  { role, held, returned, freed }: Taken,
  most: TaskLimit,
  person: { readonly subject: string; readonly isCaller: boolean },
  now: Date,
): DomainError {
  const which = returned >= most.returned ? 'returned' : 'held';
  const again = which === 'returned' && freed ? new Date(freed.getTime() + limitWindowMs) : null;
  const said = `limits.${which}${person.isCaller ? '' : 'ByColleague'}`;
  const at = again && `${localDay(again)} ${localTime(again)}`;
  const message =
    which === 'held'
      ? `${person.subject} has ${held} tasks in hand; ${most.held} are the most.`
      : `${person.subject} has given back ${returned} tasks within an hour; ${most.returned} are the most.`;
  return new DomainError('LIMIT_REACHED', message, {
    params: {
      limit: which,
      role,
      most: most[which],
      again: again?.toISOString() ?? null,
      ...(again && { retryAfter: Math.max(1, Math.ceil((again.getTime() - now.getTime()) / 1_000)) }),
    },
    words: (text) => text(said, { most: most[which], again: at ?? '' }),
  });
}
