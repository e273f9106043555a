import type { Reason } from '../../domain/eligibility/verdict.ts';
import { rulesBarringFrom, type Barred } from '../../domain/tasks/four-eyes.ts';
import { taskKinds, taskKindsBeside, type TaskKind } from '../../domain/tasks/kinds.ts';
import { queueOf, type QueuePlace } from '../../domain/tasks/queue.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { assignments, insertInto } from '../one-statement.ts';
import type { Write } from '../subjects/effects.ts';
import { nobodyIsLeft } from './nobody-left.ts';
import type { TaskAnswer } from '../subjects/letters.ts';

/** A task to be put into the queue of those who may take it. */
export interface NewTask {
  readonly id: string;
  readonly workflowId: string;
  readonly kind: TaskKind;
  readonly ordinal: number;
  readonly region: string;
  readonly institution: string | null;
  readonly policyVersionId: string;
  /** Place in the queue, smaller first; null where nobody knows it. */
  readonly majorPriority: number | null;
  readonly minorPriority: number | null;
  readonly open: readonly Reason[];
  /** Who the workflow knows may not do it; the conflicts that were declared come to it. */
  readonly barred: Barred;
  /** The task whose answer led here. */
  readonly follows?: string;
  readonly warnAt: Date;
  readonly dueAt: Date;
}

export type TaskMark = 'warned' | 'breached' | 'escalated';

/** Behind those whose place in the queue is known, and before none. */
const lastPlace = 1_000;

/** Puts the task where its candidates see it. */
export function openTask(task: NewTask): Write {
  const { open, barred: _barred, majorPriority, minorPriority, ...plain } = task;
  const { region, institution } = task;
  const place = { candidate: taskKinds[task.kind].candidate, region, institution, specialty: null };
  return {
    rows: ({ subjectId, at }) => {
      const barred = withDeclared(subjectId, task);
      const row = {
        ...plain,
        ...place,
        subjectId,
        queue: queueOf(place),
        state: 'ready',
        createdAt: at,
        majorPriority: majorPriority ?? lastPlace,
        minorPriority: minorPriority ?? lastPlace,
        open: open as unknown as Prisma.InputJsonValue,
        barred: barred as unknown as Prisma.InputJsonValue,
        nobodyLeft: nobodyIsLeft(valuesOf(place), barred) as unknown as boolean,
      };
      return [insertInto('Task', [row]), event(task.id, 'opened', at)];
    },
  };
}

function valuesOf({ candidate, region, institution, specialty }: QueuePlace) {
  return {
    candidate: Prisma.sql`${candidate}::text`,
    region: Prisma.sql`${region}::text`,
    institution: Prisma.sql`${institution}::text`,
    specialty: Prisma.sql`${specialty}::text`,
  };
}

/**
 * Whom the workflow knows to be barred, and who has declared a conflict since: each by the rules that bar from this
 * kind.
 */
function withDeclared(subjectId: string, { kind, barred }: NewTask): Prisma.Sql {
  return Prisma.sql`coalesce((SELECT jsonb_object_agg("staff", "rule") FROM "Conflict"
    WHERE "subjectId" = ${subjectId}::uuid AND "rule" = ANY(${rulesBarringFrom(kind)})), '{}')
    || ${JSON.stringify(barred)}::jsonb`;
}

/**
 * The person's answer is in the record. Where the row has lost it since it was read, the line in its history has no
 * task, and the whole statement is refused; so the line comes before the row changes.
 */
export function completeTask({ taskId, answerId, outcome, by }: TaskAnswer): Write {
  const answered = Prisma.sql`"id" = ${taskId}::uuid AND "state" = 'completing' AND "updateId" = ${answerId}`;
  return {
    rows: ({ at }) => [
      Prisma.sql`INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor", "onBehalfOf", "assignee")
        SELECT (SELECT "id" FROM "Task" WHERE ${answered} FOR UPDATE), ${at}::timestamptz, 'completed', ${by.subject},
          ${by.onBehalfOf ?? null}, (SELECT "assignee" FROM "Task" WHERE "id" = ${taskId}::uuid)`,
      Prisma.sql`UPDATE "Task" SET ${assignments({ state: 'completed', completedAt: at, answer: outcome })},
        "version" = "version" + 1 WHERE ${answered}`,
    ],
  };
}

/** Tasks that wait for nobody any more: their queues lose them, and whoever holds one sees that it is over. */
export function cancelTasks(taskIds: readonly string[]): Write {
  return { rows: ({ subjectId, at }) => cancelled(subjectId, Prisma.sql`"id" = ANY(${[...taskIds]}::uuid[])`, at) };
}

/**
 * The same of all that the case has but those beside it, which a visit or a notice cancels itself.
 * @param but the one that the same effect completes
 */
export function cancelTasksOfCase(but?: string): Write {
  const ofCase = Prisma.sql`"kind" <> ALL(${[...taskKindsBeside]})`;
  const which = but ? Prisma.sql`${ofCase} AND "id" <> ${but}::uuid` : ofCase;
  return { rows: ({ subjectId, at }) => cancelled(subjectId, which, at) };
}

function cancelled(subjectId: string, which: Prisma.Sql, at: Date): Prisma.Sql[] {
  const open = Prisma.sql`"subjectId" = ${subjectId}::uuid AND "state" IN ('ready', 'claimed', 'completing')
    AND ${which}`;
  return [
    Prisma.sql`UPDATE "Task" SET "state" = 'cancelled', "completedAt" = ${at}, "version" = "version" + 1 WHERE ${open}`,
    Prisma.sql`INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor")
      SELECT "id", ${at}, 'cancelled', 'system' FROM "Task" WHERE ${open}`,
  ];
}

const markColumns = {
  warned: 'warnedAt',
  breached: 'breachedAt',
  escalated: 'escalatedAt',
} as const satisfies Record<TaskMark, string>;

/** Its version stays: a reviewer who is about to answer is not held up. */
export function markTask(taskId: string, mark: TaskMark): Write {
  return {
    rows: ({ at }) => [
      Prisma.sql`UPDATE "Task" SET ${assignments({ [markColumns[mark]]: at })} WHERE "id" = ${taskId}::uuid`,
      event(taskId, mark, at),
    ],
  };
}

/** A new place in the queues, smaller first, for every open task of the subject. Versions stay, as with marks. */
export function reprioritiseTasks(majorPriority: number): Write {
  return {
    rows: ({ subjectId }) => [
      Prisma.sql`UPDATE "Task" SET "majorPriority" = ${majorPriority}
        WHERE "subjectId" = ${subjectId}::uuid AND "state" IN ('ready', 'claimed', 'completing')`,
    ],
  };
}

function event(taskId: string, action: string, at: Date): Prisma.Sql {
  return insertInto('TaskEvent', [{ taskId, action, at, actor: 'system' }]);
}
