/** What the staff register says of somebody, as conditions for the statements by which they act. */
import { Prisma } from '../../generated/engine/client.ts';

/** Whoever the register does not know is what their token says. */
export function isInactive(subject: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "StaffMember" AS member
    WHERE member."subject" = ${subject} AND NOT member."active")`;
}

/** Whether the register has them there, and not as one who works in this role and region. */
export function isUnfit(subject: Prisma.Sql, role: Prisma.Sql, region: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM "StaffMember" AS member WHERE member."subject" = ${subject}
    AND NOT (member."active" AND ${role} = ANY(member."roles") AND member."regions" && ARRAY['*', ${region}]))`;
}
