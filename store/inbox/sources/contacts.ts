import { reaches, type Caller } from '../../../domain/access/access.ts';
import { timeZone } from '../../../domain/time-zone.ts';
import { Prisma } from '../../../generated/engine/client.ts';
import { entries, type EntryColumns, type Source } from '../entries.ts';

/** The midnight that ends the day by which, or on which again, somebody is to have been there. */
const endOfDay = Prisma.sql`
  ((coalesce(contact."againOn", contact."contactBy") + 1)::timestamp AT TIME ZONE ${Prisma.raw(`'${timeZone}'`)})`;

const columns: EntryColumns = {
  kind: 'contact',
  key: Prisma.sql`contact."id"`,
  keyType: 'uuid',
  code: Prisma.sql`contact."cause"`,
  subjectId: Prisma.sql`contact."personId"`,
  region: Prisma.sql`contact."region"`,
  // As the index `outreach_contact_unassigned` says it.
  standsAt: Prisma.sql`coalesce(${endOfDay}, contact."openedAt")`,
  dueAt: endOfDay,
  holder: Prisma.sql`contact."helper"`,
  version: Prisma.sql`contact."version"`,
};

const contacts = Prisma.sql`"OutreachContact" AS contact`;

/** People whom the caller is to seek out as the helper who was named for them. */
export const assignedContacts: Source = (asked) => {
  const { caller } = asked;
  if (reaches('reportContact', caller).length === 0) return undefined;
  const isHelper = Prisma.sql`contact."helper" = ${caller.subject} AND contact."state" = 'open'`;
  return entries(columns, contacts, [isHelper], asked);
};

/** People for whom the caller is to name whoever helps: of nobody else's, in the regions of the caller. */
export const unassignedContacts: Source = (asked) => {
  const { caller } = asked;
  if (reaches('assignContact', caller).length === 0) return undefined;
  const nobodys = Prisma.sql`contact."state" = 'open' AND contact."helper" IS NULL`;
  const inRegion = Prisma.sql`contact."region" = place."region"`;
  const ofRegion = entries(columns, contacts, [nobodys, inRegion], asked);
  return Prisma.sql`SELECT first.* FROM ${regionsOf(caller)} CROSS JOIN LATERAL (${ofRegion}) AS first`;
};

/** Each a step in the index, where the caller works everywhere. */
function regionsOf({ regions }: Caller): Prisma.Sql {
  if (regions !== '*') return Prisma.sql`unnest(${[...regions]}::text[]) AS place("region")`;
  const least = Prisma.sql`SELECT min("region") FROM "OutreachContact" WHERE "state" = 'open' AND "helper" IS NULL`;
  return Prisma.sql`(
    WITH RECURSIVE known("region") AS (
      SELECT (${least})
      UNION ALL SELECT (${least} AND "OutreachContact"."region" > known."region")
      FROM known WHERE known."region" IS NOT NULL)
    SELECT "region" FROM known WHERE "region" IS NOT NULL) AS place`;
}
