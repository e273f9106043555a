import type { Caller } from '../../domain/access/access.ts';
import { checkPermittedAction } from '../../domain/case/permitted-actions.ts';
import { DomainError } from '../../domain/errors.ts';
import { rulesBarringFrom, type ConflictRule } from '../../domain/tasks/four-eyes.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { coded } from '../../store/cases/coded.ts';
import { writeAtOnce } from '../../store/one-statement.ts';
import { requirePermission } from '../http/authentication.ts';

/** What a supervisor can know of somebody; the others follow from what was done. */
export const declarableRules = ['treatingPhysician', 'relative', 'declared'] as const satisfies readonly ConflictRule[];

export interface ConflictEntry {
  readonly subject: string;
  readonly rule: (typeof declarableRules)[number];
}

interface Dependencies {
  prisma: PrismaClient;
  clock: Clock;
  /** Has somebody else judge in rounds what is not for them any more. */
  replaceJudge: (caseId: string, subject: string, by: string) => Promise<void>;
}

export type Conflicts = ReturnType<typeof createConflicts>;

/** 回避: who must not take part in a case, as their supervisor says. */
export function createConflicts({ prisma, clock, replaceJudge }: Dependencies) {
  return {
    /** In the order in which they were declared. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async list(caseId: string, caller: Caller) {
      await permitted(caseId, caller);
      return prisma.conflict.findMany({
        where: { subjectId: caseId },
        orderBy: [{ declaredAt: 'asc' }, { staff: 'asc' }],
      });
    },

    /**
     * Keeps somebody from every step from which the rule bars, takes what they hold of these from them, and leaves what
     * they have done. Declaring it again changes nothing. @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT
     */
    async declare(caseId: string, { subject, rule }: ConflictEntry, caller: Caller): Promise<void> {
      checkPermittedAction('declareConflict', await permitted(caseId, caller));
      const now = clock.now();
      const kinds = taskKindNames.filter((kind) => rulesBarringFrom(kind).some((each) => each === rule));
      const steps = Prisma.sql`"subjectId" = ${caseId}::uuid AND "kind" = ANY(${kinds}::text[]) AND "state" IN ('ready', 'claimed')`;
      const barred = Prisma.sql`${JSON.stringify({ [subject]: rule })}::jsonb || "barred"`;
      const back = Prisma.sql`"state" = 'ready', "assignee" = NULL, "delegator" = NULL, "claimedAt" = NULL, "version" = "version" + 1`;
      await writeAtOnce(prisma, [
        Prisma.sql`INSERT INTO "Conflict" ("subjectId", "staff", "rule", "declaredBy", "declaredAt")
          VALUES (${caseId}::uuid, ${subject}, ${rule}, ${caller.subject}, ${now}::timestamptz) ON CONFLICT DO NOTHING`,
        Prisma.sql`UPDATE "Task" SET "barred" = ${barred} WHERE ${steps} AND "assignee" IS DISTINCT FROM ${subject}`,
        Prisma.sql`UPDATE "Task" SET "barred" = ${barred}, ${back} WHERE ${steps} AND "assignee" = ${subject}`,
        Prisma.sql`INSERT INTO "TaskEvent" ("taskId", "at", "action", "actor")
          SELECT "id", ${now}::timestamptz, 'recused', ${caller.subject} FROM "Task" WHERE ${steps} AND "assignee" = ${subject}`,
      ]);
      await replaceJudge(caseId, subject, caller.subject);
    },
  };

  async function permitted(id: string, caller: Caller) {
    const row = await prisma.applicationCase.findUnique({ where: { id } });
    if (!row) throw new DomainError('NOT_FOUND', `There is no application ${id}.`, { params: { application: id } });
    requirePermission('declareConflict', caller, { region: row.region });
    return coded(row);
  }
}
