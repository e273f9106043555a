/** What the nightly round and the desk both ask of a contact, and how both close it. */
import type {
  ContactCause,
  ContactClosing,
  ContactResult,
  HelperKind,
  Overtaken,
  Since,
  TreatmentSource,
} from '../../domain/outreach/contact.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType, RecordKind } from '../../domain/policy/schema.ts';
import { Prisma, type OutreachContact, type PrismaClient } from '../../generated/engine/client.ts';

/** The latest record that shows that somebody was treated. */
export type FoundTreatment = {
  readonly source: TreatmentSource;
  readonly kind: RecordKind;
  readonly institution: string;
  readonly on: PlainDate;
};

/** Columns that hold codes of the domain; only the domain's own code writes them. */
interface Codes {
  insuranceType: InsuranceType;
  cause: ContactCause;
  found: FoundTreatment | null;
  state: 'open' | 'closed';
  helperKind: HelperKind | null;
  result: ContactResult | null;
  closedBecause: ContactClosing | null;
}

export type Contact = Omit<OutreachContact, keyof Codes> & Codes;

export function codedContact(row: OutreachContact): Contact {
  return row as unknown as Contact;
}

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

/**
 * What has become of the people of open contacts, in the order of the contacts' ids.
 * @param which a condition on `contact`
 */
export async function openContactsSince(
  prisma: PrismaClient,
  which: Prisma.Sql,
  limit: number,
): Promise<ContactSince[]> {
  const rows = await prisma.$queryRaw<SinceRow[]>`
    SELECT contact."id", contact."region", person."diedOn" IS NOT NULL AS "died",
      found."id" AS "caseId", found."region" AS "caseRegion",
      (found."holdsPlace" AND found."outcome" = 'approved') IS TRUE AS "recognised",
      (found."receivedAt" >= contact."openedAt") IS TRUE AS "isLater"
    FROM "OutreachContact" AS contact
    LEFT JOIN "RegistryPerson" AS person ON person."personId" = contact."personId"
    LEFT JOIN LATERAL (
      SELECT * FROM "ApplicationCase" AS filed
      WHERE filed."personId" = contact."personId" AND filed."disease" = contact."disease"
        AND (filed."holdsPlace" OR filed."receivedAt" >= contact."openedAt")
      ORDER BY filed."receivedAt" DESC LIMIT 1) AS found ON TRUE
    WHERE contact."state" = 'open' AND ${which} ORDER BY contact."id" LIMIT ${limit}`;
  return rows.map(({ id, region, died, caseId, caseRegion, recognised, isLater }) => ({
    id,
    region,
    since: { died, ...(caseId !== null && { case: { id: caseId, region: caseRegion!, recognised, isLater } }) },
  }));
}

/** Closes a contact that is still open, and says why; does nothing to one that is closed. */
export async function closeContact(
  prisma: PrismaClient,
  id: string,
  { because, caseId }: Overtaken,
  at: Date,
  actor: string,
): Promise<void> {
  const applied = because === 'applied' ? Prisma.sql`, "result" = 'applied'` : Prisma.empty;
  await prisma.$executeRaw`
    WITH closed AS (
      UPDATE "OutreachContact" SET "state" = 'closed', "closedBecause" = ${because}, "closedAt" = ${at}::timestamptz,
        "caseId" = ${caseId}::uuid, "againOn" = NULL, "version" = "version" + 1 ${applied}
      WHERE "id" = ${id}::uuid AND "state" = 'open' RETURNING "id")
    INSERT INTO "OutreachEvent" ("contactId", "at", "actor", "action")
    SELECT closed."id", ${at}::timestamptz, ${actor}, ${because} FROM closed`;
}
