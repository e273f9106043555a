import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { SubjectKind } from '../../domain/tasks/subjects.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { taskColumns, type TaskRow } from './task-rows.ts';

/** A task with what its reader is told besides: of its case, and of the answer that led to it. */
export interface DetailRow extends TaskRow {
  readonly subjectKind: SubjectKind;
  /** Of a case. */
  readonly disease: string | null;
  readonly ledKind: TaskKind | null;
  readonly ledSealed: Uint8Array | null;
  readonly ledBy: string | null;
  readonly ledFor: string | null;
  readonly ledRole: string | null;
  readonly ledAt: Date | null;
}

/** @param source of task rows: the table, or a part of the same statement that returns some. */
export function detailFrom(source: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT ${taskColumns}, subject."kind" AS "subjectKind", "case"."disease", led."kind" AS "ledKind", led."resultSealed" AS "ledSealed",
      led."completedBy" AS "ledBy", led."onBehalfOf" AS "ledFor", led."candidate" AS "ledRole", led."completedAt" AS "ledAt"
    FROM ${source} AS task JOIN "Subject" AS subject ON subject."id" = task."subjectId"
      LEFT JOIN "ApplicationCase" AS "case" ON "case"."id" = task."subjectId"
      LEFT JOIN "Task" AS led ON led."id" = task."follows"`;
}
