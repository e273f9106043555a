import { rulesBarringFrom } from '../../domain/tasks/four-eyes.ts';
import { queueOf } from '../../domain/tasks/queue.ts';
import { taskKinds, taskKindsBeside } from '../../domain/tasks/kinds.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { assignments, insertInto } from '../one-statement.ts';
import { outboxMessages } from '../outbox/outbox-messages.ts';
import type { CaseEffect, NewTask, TaskMarked } from '../cases/port.ts';

interface TasksCase {
  readonly id: string;
  readonly region: string;
  readonly majorPriority: number | null;
  readonly minorPriority: number | null;
}

/** What an effect does to the tasks of its case, each with its line in the task's history. */
export function taskWrites(
  row: TasksCase,
  { task, completes, cancels, marks, reprioritises, at }: CaseEffect<object>,
): Prisma.Sql[] {
  return [
    ...(task ? opened(row, task, at) : []),
    ...(completes ? completed(completes, at) : []),
    ...(cancels ? cancelled(row.id, cancels, completes?.taskId, at) : []),
    ...(marks ? marked(marks, at) : []),
    ...(reprioritises === undefined ? [] : [moved(row.id, reprioritises)]),
  ];
}

/** The case has acted on the message. It is sent until that stands in Temporal as well. */
export function messageHeard({ hears }: CaseEffect<object>): Prisma.Sql[] {
  if (!hears) return [];
  return [Prisma.sql`UPDATE "CaseMessage" SET "state" = 'taken' WHERE "id" = ${hears}::uuid`];
}

/** Sent at once, since nobody has tried yet. */
export function messageSent({ id: caseId }: { id: string }, { tells, at }: CaseEffect<object>): Prisma.Sql[] {
  if (!tells) return [];
  const { id, kind, by } = tells.message;
  const payload = tells as unknown as Prisma.InputJsonObject;
  return [
    insertInto('CaseMessage', [{ id, caseId, kind, sentBy: by, sentAt: at, state: 'sent' }]),
    insertInto('Outbox', [{ id: outboxMessages.tell(id), kind: 'tell', caseId, payload, notBefore: at }]),
  ];
}

/** Behind those whose place in the queue is known, and before none. */
const lastPlace = 1_000;

function opened(
  { id: caseId, region, majorPriority, minorPriority }: TasksCase,
  task: NewTask,
  at: Date,
): Prisma.Sql[] {
  const { open, barred: _barred, ...plain } = task;
  const { candidate } = taskKinds[task.kind];
  const place = { candidate, region, institution: task.institution, specialty: null };
  const row = {
    ...plain,
    ...place,
    caseId,
    queue: queueOf(place),
    state: 'ready',
    createdAt: at,
    majorPriority: majorPriority ?? lastPlace,
    minorPriority: minorPriority ?? lastPlace,
    open: json(open),
    barred: declaredToo(caseId, task) as unknown as Prisma.InputJsonValue,
  };
  return [insertInto('Task', [row]), event(task.id, 'opened', at)];
}

/**
 * Whom the workflow knows to be barred, and who has declared a conflict since: each by the rules that bar from this
 * kind.
 */
function declaredToo(caseId: string, { kind, barred }: NewTask): Prisma.Sql {
  return Prisma.sql`coalesce((SELECT jsonb_object_agg("subject", "rule") FROM "Conflict"
    WHERE "caseId" = ${caseId}::uuid AND "rule" = ANY(${rulesBarringFrom(kind)})), '{}') || ${JSON.stringify(barred)}::jsonb`;
}

function completed({ taskId, outcome }: NonNullable<CaseEffect<object>['completes']>, at: Date): Prisma.Sql[] {
  const done = assignments({ state: 'completed', completedAt: at, answer: outcome });
  return [
    Prisma.sql`UPDATE "Task" SET ${done}, "version" = "version" + 1 WHERE "id" = ${taskId}::uuid`,
    Prisma.sql`INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor", "onBehalfOf", "assignee")
      SELECT "id", ${at}, 'completed', coalesce("completedBy", "assignee", 'system'), "onBehalfOf", "assignee" FROM "Task" WHERE "id" = ${taskId}::uuid`,
  ];
}

/**
 * Those that nobody has answered: their queues lose them, and whoever holds one sees that it is over. A visit cancels
 * its own.
 */
function cancelled(caseId: string, which: readonly string[] | 'all', but: string | undefined, at: Date): Prisma.Sql[] {
  const those = Prisma.sql`"caseId" = ${caseId}::uuid AND "state" IN ('ready', 'claimed', 'completing')
    AND ${which === 'all' ? Prisma.sql`"kind" <> ALL(${[...taskKindsBeside]})` : Prisma.sql`"id" = ANY(${which}::uuid[])`}
    AND ${but ? Prisma.sql`"id" <> ${but}::uuid` : Prisma.sql`TRUE`}`;
  return [
    Prisma.sql`UPDATE "Task" SET "state" = 'cancelled', "completedAt" = ${at}, "version" = "version" + 1 WHERE ${those}`,
    Prisma.sql`INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor") SELECT "id", ${at}, 'cancelled', 'system' FROM "Task" WHERE ${those}`,
  ];
}

const markColumns = { warned: 'warnedAt', breached: 'breachedAt', escalated: 'escalatedAt' } as const satisfies Record<
  TaskMarked['mark'],
  string
>;

/** Its version stays: a reviewer who is about to answer is not held up. */
function marked({ taskId, mark }: TaskMarked, at: Date): Prisma.Sql[] {
  const set = assignments({ [markColumns[mark]]: at });
  return [Prisma.sql`UPDATE "Task" SET ${set} WHERE "id" = ${taskId}::uuid`, event(taskId, mark, at)];
}

/** Their versions stay, as with marks. */
function moved(caseId: string, majorPriority: number): Prisma.Sql {
  return Prisma.sql`UPDATE "Task" SET "majorPriority" = ${majorPriority}
    WHERE "caseId" = ${caseId}::uuid AND "state" IN ('ready', 'claimed', 'completing')`;
}

function event(taskId: string, action: string, at: Date): Prisma.Sql {
  return insertInto('TaskEvent', [{ taskId, action, at, actor: 'system' }]);
}

function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
