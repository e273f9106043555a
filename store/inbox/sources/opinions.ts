import { reaches } from '../../../domain/access/access.ts';
import { Prisma } from '../../../generated/engine/client.ts';
import { entries, type EntryColumns, type Source } from '../entries.ts';

const columns: EntryColumns = {
  kind: 'opinion',
  key: Prisma.sql`opinion."drawId" || '/' || opinion."caseId"`,
  keyType: 'text',
  code: Prisma.sql`'judgeSampled'`,
  subjectId: Prisma.sql`opinion."caseId"`,
  region: Prisma.sql`draw."region"`,
  standsAt: Prisma.sql`coalesce(opinion."dueAt", opinion."calledAt")`,
  dueAt: Prisma.sql`opinion."dueAt"`,
  holder: Prisma.sql`opinion."subject"`,
  within: Prisma.sql`opinion."drawId"`,
};

const sampled = Prisma.sql`
  "SamplingOpinion" AS opinion JOIN "SampledCase" AS sampled USING ("drawId", "caseId")
    JOIN "SamplingDraw" AS draw ON draw."id" = opinion."drawId"`;

/** Decisions that the caller is asked to look at again; nobody stands in for a judge, who was drawn by name. */
export const waitingOpinions: Source = (asked) => {
  const { caller } = asked;
  if (reaches('judgeSampled', caller).length === 0) return undefined;
  const conditions = [
    Prisma.sql`opinion."subject" = ${caller.subject} AND opinion."state" = 'waiting' AND sampled."state" = 'judging'`,
    Prisma.sql`NOT EXISTS (SELECT FROM "Conflict" AS conflict WHERE conflict."subjectId" = opinion."caseId"
      AND conflict."staff" = ${caller.subject})`,
  ];
  return entries(columns, sampled, conditions, asked);
};
