/** Whether somebody may take one more task: asked by the statement that takes it, under a lock of that person. */
import type { Role } from '../../domain/access/grants.ts';
import type { DomainError } from '../../domain/errors.ts';
import {
  countedKinds,
  limitReached,
  limitWindowMs,
  type Taken,
  type TaskLimit,
  type TaskLimits,
} from '../../domain/tasks/limits.ts';
import { Prisma } from '../../generated/engine/client.ts';

/** Who takes something for whose limit it counts. */
export interface Taker {
  readonly subject: string;
  readonly isCaller: boolean;
}

/** As JSON has what `roomsFor` gives. */
export type Room = Omit<Taken, 'freed'> & { readonly freed: string | null; readonly free: boolean };

/** A row for each of the roles that has a limit; undefined where none has. */
export function roomsFor(
  { subject }: Taker,
  roles: readonly Role[],
  limits: TaskLimits,
  now: Date,
): Prisma.Sql | undefined {
  const rooms = roles.flatMap((role) => {
    const most = limits[role];
    return most ? [roomFor(subject, role, most, now)] : [];
  });
  return rooms.length === 0 ? undefined : Prisma.join(rooms, ' UNION ALL ');
}

function roomFor(subject: string, role: Role, most: TaskLimit, now: Date): Prisma.Sql {
  const since = new Date(now.getTime() - limitWindowMs);
  return Prisma.sql`
    SELECT ${role}::text AS "role", taken."held", taken."returned", taken."freed",
      taken."held" < ${most.held} AND taken."returned" < ${most.returned} AS "free"
    FROM "tasks_taken"(${subject}, ${countedKinds(role)}::text[], ${since}::timestamptz, ${most.returned}) AS taken`;
}

export function noRoom({ freed, ...room }: Room, limits: TaskLimits, taker: Taker, now: Date): DomainError {
  return limitReached({ ...room, freed: freed === null ? null : new Date(freed) }, limits[room.role]!, taker, now);
}
