/** Where separation of duties 不相容岗位分离 leaves nobody: those whom the staff register has for a task are all barred. */
import { atTheirInstitution } from '../../domain/tasks/queue.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';

/** Columns, or values, of a task. */
interface Place {
  readonly candidate: Prisma.Sql;
  readonly region: Prisma.Sql;
  readonly institution: Prisma.Sql;
  readonly specialty: Prisma.Sql;
}

/**
 * A condition on a task. Whoever is barred is looked up by key, and the others only where one of these is a candidate:
 * so it costs next to nothing where separation takes nobody away. A register that knows no candidates says nothing.
 * @param barred { subject: rule } as JSON
 */
export function nobodyIsLeft(place: Place, barred: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT
    EXISTS (SELECT FROM jsonb_object_keys(one."barred") AS named("subject")
      JOIN "StaffMember" AS member ON member."subject" = named."subject" WHERE ${isCandidate(place)})
    AND NOT EXISTS (SELECT FROM "StaffMember" AS member
      WHERE ${isCandidate(place)} AND NOT jsonb_exists(one."barred", member."subject"))
    FROM (SELECT (${barred})::jsonb AS "barred") AS one)`;
}

/** Of the row of a task, under this name. */
export function nobodyIsLeftFor(task: string, barred = column(task, 'barred')): Prisma.Sql {
  const [candidate, region] = [column(task, 'candidate'), column(task, 'region')];
  return nobodyIsLeft(
    { candidate, region, institution: column(task, 'institution'), specialty: column(task, 'specialty') },
    barred,
  );
}

function isCandidate({ candidate, region, institution, specialty }: Place): Prisma.Sql {
  return Prisma.sql`member."active" AND ${candidate} = ANY(member."roles") AND member."regions" && ARRAY['*', ${region}]
    AND (NOT ${candidate} = ANY(${[...atTheirInstitution]}::text[]) OR member."institution" = ${institution})
    AND (${specialty} IS NULL OR ${specialty} = ANY(member."specialties"))`;
}

function column(task: string, name: string): Prisma.Sql {
  return Prisma.raw(`"${task}"."${name}"`);
}

/**
 * Alarms for what waits with nobody left, once each, and an end of those that wait no more or for whom somebody has
 * come since.
 */
export async function followNobodyLeft(prisma: Pick<PrismaClient, '$executeRaw'>, at: Date): Promise<void> {
  await prisma.$executeRaw`
    UPDATE "Task" SET "nobodyLeft" = FALSE
    WHERE "state" = 'ready' AND "nobodyLeft" AND NOT ${nobodyIsLeftFor('Task')}`;
  await prisma.$executeRaw`
    INSERT INTO "Alarm" ("id", "problem", "params", "raisedAt")
    SELECT 'nobodyLeft:' || "id", 'NOBODY_COMPETENT',
      jsonb_build_object('task', "id", 'kind', "kind", 'candidate', "candidate", 'region', "region"), ${at}::timestamptz
    FROM "Task" WHERE "state" = 'ready' AND "nobodyLeft"
    ON CONFLICT ("id") DO UPDATE SET "raisedAt" = excluded."raisedAt", "clearedAt" = NULL
      WHERE "Alarm"."clearedAt" IS NOT NULL`;
  await prisma.$executeRaw`
    UPDATE "Alarm" SET "clearedAt" = ${at}::timestamptz
    WHERE "clearedAt" IS NULL AND "id" LIKE 'nobodyLeft:%' AND NOT EXISTS (
      SELECT FROM "Task" WHERE 'nobodyLeft:' || "Task"."id" = "Alarm"."id" AND "state" = 'ready' AND "nobodyLeft")`;
}
