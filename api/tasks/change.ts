import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedTaskAction, type TaskAction } from '../../domain/case/permitted-actions.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { assignments } from '../../store/one-statement.ts';
import { absenteeOf, findTask, type TaskRow } from './task-rows.ts';

interface Dependencies {
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
}

/** Name of the write that changes the row, for those that come after it. */
export const changed = 'changed';

export interface Change {
  /** By which permission it is done. */
  readonly action: TaskAction;
  /** Columns of the row. */
  readonly set: object;
  /** What the line in the task's history says; none where an effect writes it. */
  readonly event?: string;
  /** What the actor gives as a reason; it may name people, so it is kept sealed. */
  readonly note?: string | undefined;
  /** Writes of the same statement that come after `changed`: they are done with it or not at all. */
  readonly also?: readonly Prisma.Sql[];
}

export type ChangeTask = (task: TaskRow, version: number, caller: Caller, change: Change) => Promise<void>;

/**
 * Changes a task's row and writes its history as one statement, a compare-and-set on the version that the caller saw.
 * @throws DomainError VERSION_CONFLICT or STATE_CONFLICT where somebody was faster.
 */
export function createTaskChanges({ run, sealer, clock }: Dependencies): ChangeTask {
  return async (task, version, caller, { action, set, event, note, also = [] }) => {
    const changedRow = Prisma.sql`
      UPDATE "Task" SET ${assignments(set)}, "version" = "version" + 1
      WHERE "id" = ${task.id}::uuid AND "version" = ${version} AND "state" = ${task.state} RETURNING "id", "assignee"`;
    const history = event === undefined ? [] : [historyLine(task, caller, event, note)];
    const writes = [...history, ...also].map(
      (write, index) => Prisma.sql`${Prisma.raw(`write_${index}`)} AS (${write})`,
    );
    const named = Prisma.join([Prisma.sql`${Prisma.raw(changed)} AS (${changedRow})`, ...writes]);
    const [found] = await run<{ count: number }>(
      Prisma.sql`WITH ${named} SELECT count(*)::int AS "count" FROM ${Prisma.raw(changed)}`,
    );
    if (found?.count === 0) throw overtaken(await findTask(run, task.id), version, action);
  };

  function historyLine(task: TaskRow, caller: Caller, action: string, note: string | undefined): Prisma.Sql {
    const noteSealed = note === undefined ? null : sealer.seal(note);
    return Prisma.sql`
      INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor", "onBehalfOf", "assignee", "noteSealed")
      SELECT "id", ${clock.now()}::timestamptz, ${action}, ${caller.subject}, ${absenteeOf(task, caller) ?? null}, "assignee",
        ${noteSealed}::bytea FROM ${Prisma.raw(changed)}`;
  }
}

function overtaken(task: TaskRow, seen: number, action: TaskAction): DomainError {
  checkPermittedTaskAction(action, task);
  const { id, state, version } = task;
  return new DomainError('VERSION_CONFLICT', `The task is at version ${version}, not ${seen}: read it again.`, {
    params: { task: id, state, version },
  });
}
