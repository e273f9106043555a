import { setTimeout as delay } from 'node:timers/promises';
import { reaches, type Caller } from '../../domain/access/access.ts';
import { queuesOf } from '../../domain/tasks/queue.ts';
import { taskKindNames, taskKinds, type TaskKind } from '../../domain/tasks/kinds.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import { regionsInUse } from '../http/regions.ts';
import type { StaffRegister } from '../staff/register.ts';
import { detailFrom, type DetailRow } from './detail-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  run: RunStatement;
  register: StaffRegister;
  clock: Clock;
}

export interface Wish {
  readonly kind?: TaskKind | undefined;
  readonly region?: string | undefined;
}

/** How many at the head of a queue are looked at: few at first, and more where others lock all of these. */
const headLengths = [16, 64, 256];

/** What others lock, they claim within a statement's time; who still finds only that, finds nothing. */
const attempts = 50;
const pauseMs = 5;

export type NextTask = ReturnType<typeof createNextTask>;

/**
 * Claims the best task that waits in any of the caller's queues, by priority, then deadline; undefined when there is
 * none. Of callers at the same time each gets another, and nobody waits for anybody.
 */
export function createNextTask({ prisma, run, register, clock }: Dependencies) {
  return async function nextTask(wish: Wish, caller: Caller): Promise<DetailRow | undefined> {
    const heads = await headsFor(wish, caller);
    for (let attempt = 0; heads.length > 0 && attempt < attempts; attempt += 1) {
      const { seen, ...claimed } = await claimBest(heads, headLengths[attempt] ?? headLengths.at(-1)!, caller);
      if (claimed.id !== null) return claimed;
      if (seen === 0) return undefined;
      await delay(pauseMs);
    }
    return undefined;
  };

  /** The places where the caller's tasks wait: a kind in a queue each. */
  async function headsFor({ kind, region }: Wish, caller: Caller): Promise<[queue: string, kind: TaskKind][]> {
    const { subject, roles, institution } = caller;
    const able = roles.filter((role) => reaches('claimTask', { ...caller, roles: [role] }).length > 0);
    const everywhere = caller.regions === '*' ? await regionsInUse(prisma) : caller.regions;
    const regions = everywhere.filter((each) => region === undefined || each === region);
    const { specialties = [] } = (await register.find(subject)) ?? {};
    const kinds = taskKindNames.filter((each) => kind === undefined || each === kind);
    return able.flatMap((role) => {
      const queues = queuesOf({ roles: [role], regions, institution, specialties });
      const its = kinds.filter((each) => taskKinds[each].candidate === role);
      return queues.flatMap((queue) => its.map((each): [string, TaskKind] => [queue, each]));
    });
  }

  /** `seen`: how many were at the heads, locked ones included. */
  async function claimBest(heads: readonly (readonly [string, TaskKind])[], length: number, { subject }: Caller) {
    const [queues, kinds] = [heads.map(([queue]) => queue), heads.map(([, kind]) => kind)];
    const now = clock.now();
    const [found] = await run<{ seen: number } & (DetailRow | { id: null })>(Prisma.sql`
      WITH waiting AS MATERIALIZED (
        SELECT head.* FROM unnest(${queues}::text[], ${kinds}::text[]) AS one("queue", "kind") CROSS JOIN LATERAL (
          SELECT task."majorPriority", task."minorPriority", task."dueAt", task."id" FROM "Task" task
          WHERE task."state" = 'ready' AND task."queue" = one."queue" AND task."kind" = one."kind"
            AND NOT jsonb_exists(task."barred", ${subject})
          ORDER BY task."majorPriority", task."minorPriority", task."dueAt", task."id" LIMIT ${length}) AS head),
      best AS (
        SELECT task."id" FROM (SELECT * FROM waiting ORDER BY ${place}) AS waiting JOIN "Task" task USING ("id")
        WHERE task."state" = 'ready' AND NOT jsonb_exists(task."barred", ${subject})
        ORDER BY ${place} LIMIT 1 FOR UPDATE OF task SKIP LOCKED),
      claimed AS (
        UPDATE "Task" SET "state" = 'claimed', "assignee" = ${subject}, "claimedAt" = ${now}::timestamptz, "version" = "version" + 1
        FROM best WHERE "Task"."id" = best."id" RETURNING "Task".*),
      history AS (
        INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor", "assignee")
        SELECT "id", ${now}::timestamptz, 'claimed', ${subject}, ${subject} FROM claimed)
      SELECT counted."seen", detail.* FROM (SELECT count(*)::int AS "seen" FROM waiting) AS counted
        LEFT JOIN (${detailFrom(Prisma.raw('claimed'))}) AS detail ON TRUE`);
    return found!;
  }
}

const place = Prisma.sql`waiting."majorPriority", waiting."minorPriority", waiting."dueAt", waiting."id"`;
