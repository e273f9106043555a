import type { ToJudge } from '../../domain/rounds/draw.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

export type MemberToDraw = Omit<ToJudge, 'specialty'> & { readonly disease: string };

/** What the draw looks at in each member of a round; of conflicts, those declared by then. */
export function membersToDraw(
  prisma: Pick<PrismaClient, '$queryRaw'>,
  roundId: string,
  by: Date,
): Promise<MemberToDraw[]> {
  return prisma.$queryRaw<MemberToDraw[]>`
    SELECT member."caseId", "case"."disease", "case"."institution", physician."department",
      array_remove(ARRAY["case"."treatingPhysician", submission."clientId"] || ARRAY(
        SELECT "staff" FROM "Conflict" WHERE "subjectId" = "case"."id" AND "declaredAt" <= ${by}::timestamptz
      ), NULL) AS "barred"
    FROM "RoundMember" AS member JOIN "ApplicationCase" AS "case" ON "case"."id" = member."caseId"
      JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
      LEFT JOIN "StaffMember" AS physician ON physician."subject" = "case"."treatingPhysician"
    WHERE member."roundId" = ${roundId} ORDER BY member."caseId"`;
}
