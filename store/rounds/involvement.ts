import type { PrismaClient } from '../../generated/engine/client.ts';

/** The rule by which somebody is not the chair of the round; undefined where there is none. */
export async function involvementOf(
  queries: Pick<PrismaClient, '$queryRaw'>,
  roundId: string,
  subject: string,
): Promise<string | undefined> {
  const [involvement] = await queries.$queryRaw<{ rule: string }[]>`
    SELECT 'judged' AS "rule" FROM "BallotAssignment"
      WHERE "subject" = ${subject} AND "roundId" = ${roundId} AND "state" <> 'replaced'
    UNION ALL
    SELECT 'judged' FROM "Ballot" WHERE "roundId" = ${roundId} AND "onBehalfOf" = ${subject}
    UNION ALL
    SELECT involved."rule"
      FROM "RoundMember" AS member JOIN "ApplicationCase" AS "case" ON "case"."id" = member."caseId"
      JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
      CROSS JOIN LATERAL (
        SELECT 'entered' AS "rule" WHERE submission."clientId" = ${subject}
        UNION ALL SELECT 'treatingPhysician' WHERE "case"."treatingPhysician" = ${subject}
        UNION ALL SELECT "rule" FROM "Conflict"
          WHERE "subjectId" = "case"."id" AND "staff" = ${subject}) AS involved
      WHERE member."roundId" = ${roundId} AND member."state" = 'ruled'
    LIMIT 1`;
  return involvement?.rule;
}
