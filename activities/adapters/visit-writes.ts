import { Prisma } from '../../generated/engine/client.ts';
import { assignments, insertInto } from '../../records/one-statement.ts';
import type { CaseEffect } from '../ports.ts';

/** What an effect does to a home visit of its case. */
export function visitWrites(caseId: string, { newVisit, visit }: CaseEffect<object>): Prisma.Sql[] {
  const offered = { caseId, inPerson: false, state: 'offered' };
  return [...(newVisit ? [insertInto('HomeVisit', [{ ...newVisit, ...offered }])] : []), ...(visit ? changed(visit) : [])];
}

function changed({ id, report, ...columns }: NonNullable<CaseEffect<object>['visit']>): Prisma.Sql[] {
  const visit = Prisma.sql`UPDATE "HomeVisit" SET ${assignments(columns)}`;
  return [Prisma.sql`${visit} ${report ? withReport(report) : Prisma.empty} WHERE "id" = ${id}::uuid`];
}

/** Copied as it is sealed: nobody has to open it for that. */
function withReport({ taskId, signatureId, photographIds }: NonNullable<NonNullable<CaseEffect<object>['visit']>['report']>): Prisma.Sql {
  return Prisma.sql`, "reportSealed" = (SELECT "resultSealed" FROM "Task" WHERE "id" = ${taskId}::uuid),
    "signatureId" = ${signatureId}::uuid, "photographIds" = ${[...photographIds]}::uuid[]`;
}
