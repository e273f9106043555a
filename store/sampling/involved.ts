import type { Prisma } from '../../generated/engine/client.ts';

/**
 * Everybody who has had anything to do with a case: who entered it, treats the patient, held or answered a task of it,
 * judged or signed it in a round, decided it, declared a conflict, or looked at it again in another draw.
 */
export async function involvedIn(prisma: Prisma.TransactionClient, caseId: string, drawId: string): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ subject: string }[]>`
    SELECT "subject" FROM (
      SELECT unnest(ARRAY["clientId", "treatingPhysician", "decidedBy"->>'subject']) AS "subject"
        FROM "ApplicationCase" AS "case" JOIN "Submission" ON "Submission"."id" = "submissionId"
        WHERE "case"."id" = ${caseId}::uuid
      UNION SELECT "staff" FROM "Conflict" WHERE "subjectId" = ${caseId}::uuid
      UNION SELECT unnest(ARRAY["assignee", "delegator", "completedBy", "onBehalfOf"]) FROM "Task"
        WHERE "subjectId" = ${caseId}::uuid
      UNION SELECT unnest(ARRAY[event."actor", event."assignee"]) FROM "TaskEvent" AS event
        JOIN "Task" ON "Task"."id" = "taskId" WHERE "subjectId" = ${caseId}::uuid
      UNION SELECT "subject" FROM "BallotAssignment" WHERE "caseId" = ${caseId}::uuid
      UNION SELECT "onBehalfOf" FROM "Ballot" WHERE "caseId" = ${caseId}::uuid
      UNION SELECT "signedBy" FROM "RoundMember" JOIN "BatchRound" ON "BatchRound"."id" = "roundId"
        WHERE "caseId" = ${caseId}::uuid
      UNION SELECT "subject" FROM "SamplingOpinion" WHERE "caseId" = ${caseId}::uuid AND "drawId" <> ${drawId}
    ) AS involved WHERE "subject" IS NOT NULL ORDER BY 1`;
  return rows.map(({ subject }) => subject);
}
