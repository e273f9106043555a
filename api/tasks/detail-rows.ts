import type { TaskKind } from '../../domain/tasks/kinds.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { taskColumns, type TaskRow } from './task-rows.ts';

/** A task with what its reader is told besides: of its case, and of the answer that led to it. */
export interface DetailRow extends TaskRow {
  readonly disease: string;
  readonly policyVersionId: string;
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
    SELECT ${taskColumns}, "case"."disease", submission."policyVersionId", led."kind" AS "ledKind", led."resultSealed" AS "ledSealed",
      led."completedBy" AS "ledBy", led."onBehalfOf" AS "ledFor", led."candidate" AS "ledRole", led."completedAt" AS "ledAt"
    FROM ${source} AS task JOIN "ApplicationCase" AS "case" ON "case"."id" = task."caseId"
      JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
      LEFT JOIN "Task" AS led ON led."id" = task."follows"`;
}
