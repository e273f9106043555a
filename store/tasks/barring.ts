import { rulesBarringFrom } from '../../domain/tasks/four-eyes.ts';
import type { ConflictRule } from '../../domain/tasks/conflict-rules.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { nobodyIsLeftFor } from './nobody-left.ts';

interface Barring {
  readonly subjectId: string;
  /** Who is barred. */
  readonly staff: string;
  readonly rule: ConflictRule;
  readonly declaredBy: string;
  readonly declaredAt: Date;
}

/** Of the subject's open steps, those from which the rule bars; what the barred one holds goes back to its queue. */
export function barFromTasks({ subjectId, staff, rule, declaredBy, declaredAt }: Barring): Prisma.Sql[] {
  const kinds = taskKindNames.filter((kind) => rulesBarringFrom(kind).some((each) => each === rule));
  const steps = Prisma.sql`"subjectId" = ${subjectId}::uuid AND "kind" = ANY(${kinds}::text[])
    AND "state" IN ('ready', 'claimed')`;
  const barred = Prisma.sql`${JSON.stringify({ [staff]: rule })}::jsonb || "barred"`;
  const left = Prisma.sql`"nobodyLeft" = ${nobodyIsLeftFor('Task', barred)}`;
  const back = Prisma.sql`"state" = 'ready', "assignee" = NULL, "delegator" = NULL, "claimedAt" = NULL,
    "version" = "version" + 1`;
  return [
    Prisma.sql`UPDATE "Task" SET "barred" = ${barred}, ${left} WHERE ${steps} AND "assignee" IS DISTINCT FROM ${staff}`,
    Prisma.sql`UPDATE "Task" SET "barred" = ${barred}, ${left}, ${back} WHERE ${steps} AND "assignee" = ${staff}`,
    Prisma.sql`INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor")
      SELECT "id", ${declaredAt}::timestamptz, 'recused', ${declaredBy} FROM "Task"
      WHERE ${steps} AND "assignee" = ${staff}`,
  ];
}
