/** What waits in the queues, and how the best of it is claimed. */
import { reaches, type Caller } from '../../domain/access/access.ts';
import { taskKindNames, taskKinds, type TaskKind } from '../../domain/tasks/kinds.ts';
import { queuesOf } from '../../domain/tasks/queue.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { TaskLimits } from '../../domain/tasks/limits.ts';
import { readAfter, shownOfTasks, type Reader } from '../reads/reads.ts';
import { isInactive } from '../staff/standing.ts';
import { roomsFor, type Room } from './taking.ts';
import { detailsFrom, taskDetails, type RawDetails, type TaskDetails } from './task-details.ts';
import { isOpenTo } from './task-rows.ts';

/** A place where tasks wait: a kind in a queue. */
export interface QueueHead {
  readonly queue: string;
  readonly kind: TaskKind;
}

export interface TaskWish {
  readonly taskKind?: TaskKind | undefined;
  readonly region?: string | undefined;
}

/** @param regions in which the caller works. What asks for a specialty, `namedHeads` adds. */
export function headsFor({ taskKind, region }: TaskWish, caller: Caller, regions: readonly string[]): QueueHead[] {
  const able = caller.roles.filter((role) => reaches('claimTask', { ...caller, roles: [role] }).length > 0);
  const wanted = regions.filter((each) => region === undefined || each === region);
  const kinds = taskKindNames.filter((each) => taskKind === undefined || each === taskKind);
  return able.flatMap((role) => {
    const place = { roles: [role], regions: wanted, institution: caller.institution, specialties: [] };
    const takenByRole = kinds.filter((each) => taskKinds[each].candidate === role);
    return queuesOf(place).flatMap((queue) => takenByRole.map((kind) => ({ queue, kind })));
  });
}

/**
 * `one` names a head a row: those of everybody, and those of each specialty that the staff register has for them. The
 * last condition holds of every plain head; without it the planner reckons with a hundred of them, keeps no plan, and
 * plans each call anew for longer than the call takes.
 */
export function namedHeads(heads: readonly QueueHead[], { subject }: Caller): Prisma.Sql {
  const [queues, kinds] = [heads.map(({ queue }) => queue), heads.map(({ kind }) => kind)];
  const plain = Prisma.sql`unnest(${queues}::text[], ${kinds}::text[]) AS plain("queue", "kind")`;
  return Prisma.sql`(
    SELECT "queue", "kind" FROM ${plain}
    UNION ALL
    SELECT left("queue", -1) || specialty, "kind" FROM ${plain}, "StaffMember" AS member,
      unnest(member."specialties") AS specialty
    WHERE member."subject" = ${subject} AND right("queue", 1) = '-') AS one`;
}

/** Of `task`, what waits at a head of `namedHeads` and nothing bars the caller from. */
export function waitsAtHead({ subject }: Caller): Prisma.Sql {
  return Prisma.sql`task."state" = 'ready' AND task."queue" = one."queue" AND task."kind" = one."kind"
    AND ${isOpenTo(subject)}`;
}

/** Of `task`: smaller first. */
export const queueOrder = Prisma.sql`task."majorPriority", task."minorPriority", task."dueAt", task."id"`;

interface Claim {
  readonly heads: readonly QueueHead[];
  /** How many at each head are looked at. */
  readonly length: number;
  readonly caller: Caller;
  readonly now: Date;
  /** Something else that waits, one row at most; tasks that stand behind it are left alone. */
  readonly rival: Prisma.Sql | undefined;
  readonly limits: TaskLimits;
  /** Under whom it is put down what the claimed task shows. */
  readonly reader: Reader;
}

interface Claimed<Other> {
  /** How many were at the heads, locked ones included. */
  readonly seen: number;
  /** The staff register says that the caller works here no more: nothing is claimed. */
  readonly inactive: boolean;
  readonly task: TaskDetails | undefined;
  readonly rival: Other | null;
  /** Of a role for whose tasks the caller has no room, what they have taken. */
  readonly full: Room | null;
}

/** Claims the best task at the heads that nobody else is claiming; of callers at the same time each gets another. */
export async function claimBest<Other>(run: RunStatement, claim: Claim): Promise<Claimed<Other>> {
  const { heads, length, caller, now, rival = nobody, limits, reader } = claim;
  const { subject } = caller;
  const roles = [...new Set(heads.map(({ kind }) => taskKinds[kind].candidate))];
  const rooms = roomsFor({ subject, isCaller: true }, roles, limits, now);
  const [found] = await run<Found<Other>>(Prisma.sql`
    WITH rival AS MATERIALIZED (${rival}),
    room AS MATERIALIZED (${rooms ?? noRooms}),
    waiting AS MATERIALIZED (
      SELECT head.* FROM ${namedHeads(heads, caller)} CROSS JOIN LATERAL (
        SELECT task."majorPriority", task."minorPriority", task."dueAt", task."id" FROM "Task" task
        WHERE ${waitsAtHead(caller)} ORDER BY ${queueOrder} LIMIT ${length}) AS head
      WHERE NOT EXISTS (SELECT FROM rival WHERE (rival."majorPriority", rival."minorPriority", rival."standsAt")
        <= (head."majorPriority", head."minorPriority", head."dueAt"))
        ${rooms ? openHeads : Prisma.empty} AND NOT ${isInactive(Prisma.sql`${subject}`)}),
    best AS (
      SELECT task."id" FROM (SELECT * FROM waiting ORDER BY ${place}) AS waiting JOIN "Task" task USING ("id")
      WHERE task."state" = 'ready' AND ${isOpenTo(subject)}
      ORDER BY ${place} LIMIT 1 FOR UPDATE OF task SKIP LOCKED),
    claimed AS (
      UPDATE "Task" SET "state" = 'claimed', "assignee" = ${subject}, "claimedAt" = ${now}::timestamptz,
        "version" = "version" + 1
      FROM best WHERE "Task"."id" = best."id" RETURNING "Task".*),
    history AS (
      INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor", "assignee")
      SELECT "id", ${now}::timestamptz, 'claimed', ${subject}, ${subject} FROM claimed),
    shown AS (${readAfter(reader, ['diagnosis'], shownOfTasks(Prisma.raw('claimed')))})
    SELECT counted."seen", ${isInactive(Prisma.sql`${subject}`)} AS "inactive",
      (SELECT to_jsonb(rival) FROM rival) AS "rival",
      (SELECT to_jsonb(room) FROM room WHERE NOT room."free" LIMIT 1) AS "full", detail.*
    FROM (SELECT count(*)::int AS "seen" FROM waiting) AS counted
      LEFT JOIN (${detailsFrom(Prisma.raw('claimed'))}) AS detail ON TRUE`);
  const { seen, inactive, rival: other, full, ...task } = found!;
  return { seen, inactive, rival: other, full, task: task.id === null ? undefined : taskDetails(task) };
}

type Found<Other> = Pick<Claimed<Other>, 'seen' | 'inactive' | 'rival' | 'full'> & (RawDetails | { id: null });

const noRooms = Prisma.sql`SELECT NULL::text AS "role", TRUE AS "free" WHERE FALSE`;

/** A queue begins with the role whose members take from it. Asked before any row is locked: nobody waits in a ring. */
const openHeads = Prisma.sql`AND NOT EXISTS (
  SELECT FROM room WHERE NOT room."free" AND room."role" = split_part(one."queue", '/', 1))`;

const place = Prisma.sql`waiting."majorPriority", waiting."minorPriority", waiting."dueAt", waiting."id"`;

const nobody = Prisma.sql`
  SELECT NULL::int AS "majorPriority", NULL::int AS "minorPriority", NULL::timestamptz AS "standsAt" WHERE FALSE`;
