import type { Since } from '../../domain/outreach/contact.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { diedByReport } from '../registers/reported.ts';

export interface ContactSince {
  readonly id: string;
  readonly region: string;
  readonly since: Since;
}

interface SinceRow {
  id: string;
  region: string;
  died: boolean;
  caseId: string | null;
  caseRegion: string | null;
  recognised: boolean;
  isLater: boolean;
}

export type SinceRecords = ReturnType<typeof sinceRecords>;

/** What has become of the people of open contacts. */
export function sinceRecords(prisma: PrismaClient) {
  return {
    /** Of one; undefined once it is closed. */
    async ofOpen(id: string): Promise<ContactSince | undefined> {
      const [since] = await openContacts(prisma, Prisma.sql`contact."id" = ${id}::uuid`, 1);
      return since;
    },

    openSince: (after: string | undefined, limit: number): Promise<ContactSince[]> =>
      openContacts(prisma, after === undefined ? Prisma.sql`TRUE` : Prisma.sql`contact."id" > ${after}::uuid`, limit),
  };
}

/**
 * In the order of the contacts' ids.
 * @param which a condition on `contact`
 */
async function openContacts(prisma: PrismaClient, which: Prisma.Sql, limit: number): Promise<ContactSince[]> {
  const rows = await prisma.$queryRaw<SinceRow[]>`
    SELECT contact."id", contact."region", 
      (person."diedOn" IS NOT NULL OR ${diedByReport(Prisma.sql`contact."personId"`)}) AS "died",
      latest."id" AS "caseId", latest."region" AS "caseRegion",
      (latest."holdsPlace" AND latest."outcome" = 'approved') IS TRUE AS "recognised",
      (latest."receivedAt" >= contact."openedAt") IS TRUE AS "isLater"
    FROM "OutreachContact" AS contact
    LEFT JOIN "RegistryPerson" AS person ON person."personId" = contact."personId"
    LEFT JOIN LATERAL (
      SELECT * FROM "ApplicationCase" AS filed
      WHERE filed."personId" = contact."personId" AND filed."disease" = contact."disease"
        AND (filed."holdsPlace" OR filed."receivedAt" >= contact."openedAt")
      ORDER BY filed."receivedAt" DESC LIMIT 1) AS latest ON TRUE
    WHERE contact."state" = 'open' AND ${which} ORDER BY contact."id" LIMIT ${limit}`;
  return rows.map(({ id, region, died, caseId, caseRegion, recognised, isLater }) => ({
    id,
    region,
    since: { died, ...(caseId !== null && { case: { id: caseId, region: caseRegion!, recognised, isLater } }) },
  }));
}
