import type { VisitState } from '../../domain/visits/visit.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { assignments, insertInto } from '../one-statement.ts';
import type { Write } from '../subjects/effects.ts';

/** 上门服务, beside the decision. */
export interface NewVisit {
  readonly id: string;
  readonly workflowId: string;
  readonly trigger: string;
  readonly dueAt: Date;
}

interface VisitChange {
  readonly state?: VisitState;
  /** The decision waits for it. */
  readonly inPerson?: boolean;
  readonly attempts?: number;
  readonly team?: string;
  readonly slotFrom?: Date;
  readonly slotUntil?: Date;
  readonly endedAt?: Date;
}

/** What was found is the sealed answer of this task; the papers are documents. */
export interface VisitReport {
  readonly taskId: string;
  readonly signatureId: string;
  readonly photographIds: readonly string[];
}

export function offerVisit(visit: NewVisit): Write {
  return {
    rows: ({ subjectId: caseId }) => [
      insertInto('HomeVisit', [{ ...visit, caseId, inPerson: false, state: 'offered' }]),
    ],
  };
}

export function changeVisit(id: string, columns: VisitChange): Write {
  return {
    rows: () => [Prisma.sql`UPDATE "HomeVisit" SET ${assignments(columns)} WHERE "id" = ${id}::uuid`],
  };
}

/** The same with the report, copied as it is sealed: nobody has to open it for that. */
export function reportVisit(id: string, columns: VisitChange, report: VisitReport): Write {
  const { taskId, signatureId, photographIds } = report;
  return {
    rows: ({ subjectId: caseId }) => [
      Prisma.sql`UPDATE "HomeVisit" SET ${assignments(columns)},
        "reportSealed" = (SELECT "resultSealed" FROM "Task" WHERE "id" = ${taskId}::uuid),
        "signatureId" = ${signatureId}::uuid, "photographIds" = ${[...photographIds]}::uuid[] WHERE "id" = ${id}::uuid`,
      papersOf(caseId, report),
    ],
  };
}

/** They join those of the submission, so that whoever works on the case may open them. */
function papersOf(caseId: string, { signatureId, photographIds }: VisitReport): Prisma.Sql {
  return Prisma.sql`INSERT INTO "SubmissionDocument" ("submissionId", "disease", "evidence", "documentId")
    SELECT "case"."submissionId", "case"."disease", 'homeVisit', paper."id"
    FROM "ApplicationCase" AS "case", "Document" AS paper
    WHERE "case"."id" = ${caseId}::uuid AND paper."id" = ANY(${[signatureId, ...photographIds]}::uuid[])
    ON CONFLICT DO NOTHING`;
}
