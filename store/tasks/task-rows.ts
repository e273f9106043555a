import type { Role } from '../../domain/access/grants.ts';
import type { TaskState } from '../../domain/tasks/permitted-actions.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { Barred } from '../../domain/tasks/four-eyes.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import { Prisma, type PrismaClient, type Task } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';

/** Columns of text and JSON that hold codes of the domain; only the domain's own code writes them. */
interface Codes {
  readonly kind: TaskKind;
  readonly state: TaskState;
  readonly candidate: Role;
  readonly open: readonly Reason[];
  readonly barred: Barred;
  readonly answer: AnswerOutcome | null;
}

const sealed = { resultSealed: true } as const;

/** A task's row as the domain reads it, without what is sealed in it. */
export type TaskRow = Readonly<Omit<Task, keyof typeof sealed | keyof Codes>> & Codes;

/** Of `task`, all of a TaskRow. */
export const taskColumns = Prisma.raw(
  Object.keys(Prisma.TaskScalarFieldEnum)
    .filter((name) => !(name in sealed))
    .map((name) => `task."${name}"`)
    .join(', '),
);

/** Somebody on the list of `barred` is never offered the task. */
export function isOpenTo(subject: Prisma.Sql | string): Prisma.Sql {
  return Prisma.sql`NOT jsonb_exists(task."barred", ${subject})`;
}

/** @throws DomainError NOT_FOUND */
export async function getTask(run: RunStatement, id: string): Promise<TaskRow> {
  const [row] = await run<TaskRow>(Prisma.sql`SELECT ${taskColumns} FROM "Task" AS task WHERE "id" = ${id}::uuid`);
  if (!row) throw noSuchTask(id);
  return row;
}

export async function findTasks(prisma: PrismaClient, ids: readonly string[]): Promise<ReadonlyMap<string, TaskRow>> {
  const rows = await prisma.task.findMany({ where: { id: { in: [...ids] } }, omit: sealed });
  return new Map(rows.map((row) => [row.id, row as unknown as TaskRow]));
}

/** The one task that waits since this one was answered, if nobody has touched it. */
export async function findUntouchedAfter(prisma: PrismaClient, answered: TaskRow): Promise<TaskRow | undefined> {
  const { id, subjectId, workflowId, completedAt } = answered;
  const since = await prisma.task.findMany({
    where: { subjectId, workflowId, id: { not: id }, createdAt: { gte: completedAt! } },
    omit: sealed,
    take: 2,
  });
  const [only, another] = since as unknown as TaskRow[];
  return only && !another && only.state === 'ready' && only.version === 0 ? only : undefined;
}

export function noSuchTask(id: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no task ${id}.`, { params: { task: id } });
}
