import { handsOf, permits, type Caller, type Target } from '../../domain/access/access.ts';
import {
  checkPermittedTaskAction,
  permittedTaskActions,
  type TaskAction,
} from '../../domain/case/permitted-actions.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';
import { codedTask } from '../../store/tasks/coded.ts';
import { requirePermission } from '../http/authentication.ts';

/** A task's row without what is sealed in it. */
export type TaskRow = ReturnType<typeof codedTask<Prisma.TaskGetPayload<{ omit: typeof sealed }>>>;

const sealed = { resultSealed: true } as const;

/** Of `task`, all of a TaskRow. */
export const taskColumns = Prisma.raw(
  Object.keys(Prisma.TaskScalarFieldEnum)
    .filter((name) => !(name in sealed))
    .map((name) => `task."${name}"`)
    .join(', '),
);

/** @throws DomainError NOT_FOUND */
export async function findTask(run: RunStatement, id: string): Promise<TaskRow> {
  const [row] = await run<TaskRow>(Prisma.sql`SELECT ${taskColumns} FROM "Task" AS task WHERE "id" = ${id}::uuid`);
  if (!row) throw noSuchTask(id);
  return row;
}

export async function findTasks(prisma: PrismaClient, ids: readonly string[]): Promise<ReadonlyMap<string, TaskRow>> {
  const rows = await prisma.task.findMany({ where: { id: { in: [...ids] } }, omit: sealed });
  return new Map(rows.map((row) => [row.id, codedTask(row)]));
}

export function noSuchTask(id: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no task ${id}.`, { params: { task: id } });
}

type Standing = Pick<
  TaskRow,
  'state' | 'delegator' | 'barred' | 'region' | 'institution' | 'candidate' | 'assignee' | 'completedBy' | 'onBehalfOf'
>;

/** The absent colleague whose task it is, where the caller acts as their substitute. */
export function absenteeOf(
  { assignee, region }: Pick<TaskRow, 'assignee' | 'region'>,
  caller: Caller,
): string | undefined {
  return assignee !== null && assignee !== caller.subject && handsOf(caller, region).includes(assignee)
    ? assignee
    : undefined;
}

/** Everybody whom an act of the caller counts as an act of. */
export function actorsOn(task: Pick<TaskRow, 'assignee' | 'region'>, caller: Caller): string[] {
  const absentee = absenteeOf(task, caller);
  return absentee === undefined ? [caller.subject] : [caller.subject, absentee];
}

function isBarred(task: Standing, caller: Caller): boolean {
  return actorsOn(task, caller).some((subject) => task.barred[subject] !== undefined);
}

/** Once it is completed, it is the task of whoever completed it, and of whoever they did it for. */
function targetOf(task: Standing, { subject }: Caller): Target {
  if (task.state !== 'completed') return task;
  return { ...task, assignee: task.completedBy === subject ? subject : (task.onBehalfOf ?? task.completedBy) };
}

/** Not for those whom four eyes bar. */
const ofUninvolved: readonly TaskAction[] = ['claimTask', 'completeTask'];

export function actionsOn(task: Standing, caller: Caller): TaskAction[] {
  const permitted = permittedTaskActions(task, caller, targetOf(task, caller));
  return isBarred(task, caller) ? permitted.filter((action) => !ofUninvolved.includes(action)) : permitted;
}

/** Who may take it, has it, or oversees it, without being barred: what colleagues wrote is for them. */
export function mayWorkOn(task: Standing, caller: Caller): boolean {
  const target = targetOf(task, caller);
  const working = ['claimTask', 'completeTask', 'commentTask'] as const;
  return !isBarred(task, caller) && working.some((operation) => permits(operation, caller, target).permitted);
}

/** @throws DomainError NOT_PERMITTED, or STATE_CONFLICT where the task stands otherwise. */
export function requireAction(action: TaskAction, task: Standing, caller: Caller): void {
  requirePermission(action, caller, targetOf(task, caller));
  checkPermittedTaskAction(action, task);
}
