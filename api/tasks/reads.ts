import { reaches, type Caller, type Reach } from '../../domain/access.ts';
import { officerDecisionJsonSchema } from '../../domain/case/decision-form.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { codedTask } from '../../records/coded.ts';
import { requirePermission } from '../authentication.ts';
import { pageOf, type Position } from '../cursor.ts';
import type { Speaker } from '../speaker.ts';

export interface TaskFilter {
  applicationId?: string | undefined;
  region?: string | undefined;
  state?: string | undefined;
  mine?: boolean | undefined;
}

export type TaskReads = ReturnType<typeof createTaskReads>;

export function createTaskReads({ prisma, speak }: { prisma: PrismaClient; speak: Speaker }) {
  return {
    async list({ mine, applicationId, ...equal }: TaskFilter, caller: Caller, limit: number, after: Position | undefined) {
      const rows = await prisma.task.findMany({
        where: {
          AND: [
            equal as Prisma.TaskWhereInput,
            mine ? { assignee: caller.subject } : {},
            applicationId ? { caseId: applicationId } : {},
            { OR: reaches('listTasks', caller).map(taskCondition) },
            after ? { OR: [{ dueAt: { gt: after.at } }, { dueAt: after.at, id: { gt: after.id } }] } : {},
          ],
        },
        orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
        take: limit + 1,
      });
      const { items, next } = pageOf(rows, limit, ({ dueAt, id }) => ({ at: dueAt, id }));
      return { items: items.map((item) => summaryOf(codedTask(item))), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(id: string, caller: Caller, language: string | undefined) {
      const include = { case: { select: { disease: true, submission: { select: { policyVersionId: true } } } } };
      const row = await prisma.task.findUnique({ where: { id }, include });
      if (!row) throw new DomainError('NOT_FOUND', `There is no task ${id}.`, { params: { task: id } });
      requirePermission('listTasks', caller, row);
      const say = await speak(row.case.submission.policyVersionId, row.case.disease, language);
      const rejection = row.rejection as { code: string; message: string } | null;
      return {
        ...summaryOf(codedTask(row)),
        open: codedTask(row).open.map((reason) => ({ ...reason, text: say(reason) })),
        form: officerDecisionJsonSchema,
        rejection: rejection && { code: rejection.code, message: rejection.message },
        completedAt: row.completedAt?.toISOString() ?? null,
      };
    },
  };
}

function taskCondition({ regions, institution, candidate, assignee }: Reach): Prisma.TaskWhereInput {
  return {
    ...(regions && { region: { in: [...regions] } }),
    ...(institution !== undefined && { institution }),
    ...(candidate !== undefined && { candidate }),
    ...(assignee !== undefined && { assignee }),
  };
}

function summaryOf(row: ReturnType<typeof codedTask<Prisma.TaskGetPayload<object>>>) {
  const { id, caseId, kind, region, institution, candidate, state, assignee, version, createdAt, dueAt } = row;
  return {
    ...{ id, applicationId: caseId, kind, region, institution, candidate, state, assignee, version },
    createdAt: createdAt.toISOString(),
    dueAt: dueAt.toISOString(),
    links: { self: `/v1/tasks/${id}`, application: `/v1/applications/${caseId}` },
  };
}
