import { Prisma } from '../../generated/engine/client.ts';
import { assignments, insertInto } from '../one-statement.ts';
import type { CaseEffect, VisitChange } from '../cases/port.ts';

/** What an effect does to a home visit of its case. */
export function visitWrites(caseId: string, { newVisit, visit }: CaseEffect<object>): Prisma.Sql[] {
  const offered = { caseId, inPerson: false, state: 'offered' };
  return [
    ...(newVisit ? [insertInto('HomeVisit', [{ ...newVisit, ...offered }])] : []),
    ...(visit ? changed(caseId, visit) : []),
  ];
}

function changed(caseId: string, { id, report, ...columns }: VisitChange): Prisma.Sql[] {
  const visit = Prisma.sql`UPDATE "HomeVisit" SET ${assignments(columns)}`;
  const change = Prisma.sql`${visit} ${report ? withReport(report) : Prisma.empty} WHERE "id" = ${id}::uuid`;
  return report ? [change, papersOf(caseId, report)] : [change];
}

type Report = NonNullable<VisitChange['report']>;

/** They join those of the submission, so that whoever works on the case may open them. */
function papersOf(caseId: string, { signatureId, photographIds }: Report): Prisma.Sql {
  return Prisma.sql`INSERT INTO "SubmissionDocument" ("submissionId", "disease", "evidence", "documentId")
    SELECT "case"."submissionId", "case"."disease", 'homeVisit', paper."id"
    FROM "ApplicationCase" AS "case", "Document" AS paper
    WHERE "case"."id" = ${caseId}::uuid AND paper."id" = ANY(${[signatureId, ...photographIds]}::uuid[])
    ON CONFLICT DO NOTHING`;
}

/** Copied as it is sealed: nobody has to open it for that. */
function withReport({ taskId, signatureId, photographIds }: Report): Prisma.Sql {
  return Prisma.sql`, "reportSealed" = (SELECT "resultSealed" FROM "Task" WHERE "id" = ${taskId}::uuid),
    "signatureId" = ${signatureId}::uuid, "photographIds" = ${[...photographIds]}::uuid[]`;
}
