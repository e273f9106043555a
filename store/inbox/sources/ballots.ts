import { reaches } from '../../../domain/access/access.ts';
import { Prisma } from '../../../generated/engine/client.ts';
import { heldBy } from '../../tasks/held-by.ts';
import { entries, lastPlace, type EntryColumns, type Source } from '../entries.ts';

const columns: EntryColumns = {
  kind: 'ballot',
  key: Prisma.sql`assignment."roundId" || '/' || assignment."caseId" || '/' || assignment."subject"`,
  keyType: 'text',
  code: Prisma.sql`'castBallot'`,
  subjectId: Prisma.sql`assignment."caseId"`,
  region: Prisma.sql`round."region"`,
  priority: {
    major: Prisma.sql`coalesce("case"."majorPriority", ${Prisma.raw(String(lastPlace))})`,
    minor: Prisma.sql`coalesce("case"."minorPriority", ${Prisma.raw(String(lastPlace))})`,
  },
  standsAt: Prisma.sql`round."closesAt"`,
  dueAt: Prisma.sql`round."closesAt"`,
  holder: Prisma.sql`assignment."subject"`,
  within: Prisma.sql`assignment."roundId"`,
};

const judged = Prisma.sql`
  "BallotAssignment" AS assignment JOIN "BatchRound" AS round ON round."id" = assignment."roundId"
    JOIN "RoundMember" AS member
      ON member."roundId" = assignment."roundId" AND member."caseId" = assignment."caseId"
    JOIN "ApplicationCase" AS "case" ON "case"."id" = assignment."caseId"`;

/**
 * Members that the caller is asked to judge, or whoever the caller stands in for: the latter where the draw found the
 * caller eligible as well and does not ask them anyway. None from which a conflict keeps either.
 */
export const waitingBallots: Source = (asked) => {
  const { caller } = asked;
  if (reaches('castBallot', caller).length === 0) return undefined;
  const { subject } = caller;
  const conditions = [
    heldBy(caller, { holder: Prisma.sql`assignment."subject"`, region: Prisma.sql`round."region"` }),
    Prisma.sql`assignment."state" = 'waiting' AND round."state" = 'voting' AND member."state" = 'judging'`,
    // In a query of its own, so that an index alone answers for members whom the caller is asked to judge in person.
    Prisma.sql`(assignment."subject" = ${subject} OR EXISTS (
      SELECT FROM "RoundMember" AS drawn WHERE drawn."roundId" = assignment."roundId"
        AND drawn."caseId" = assignment."caseId" AND ${subject} = ANY(drawn."judges")
        AND NOT EXISTS (SELECT FROM "BallotAssignment" AS own WHERE own."roundId" = drawn."roundId"
          AND own."caseId" = drawn."caseId" AND own."subject" = ${subject})))`,
    Prisma.sql`NOT EXISTS (SELECT FROM "Conflict" AS conflict WHERE conflict."subjectId" = assignment."caseId"
      AND conflict."staff" IN (${subject}, assignment."subject"))`,
  ];
  return entries(columns, judged, conditions, asked);
};
