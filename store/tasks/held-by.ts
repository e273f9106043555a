import type { Caller } from '../../domain/access/access.ts';
import { Prisma } from '../../generated/engine/client.ts';

/**
 * Whether a row is the caller's to act on, the holder is the caller, or absent in the row's
 * region while the caller stands in.
 */
export function heldBy(
  { subject, standsInFor = [] }: Caller,
  row: { holder: Prisma.Sql; region: Prisma.Sql },
): Prisma.Sql {
  const absent = standsInFor.map((each) => each.subject);
  const regions = standsInFor.map((each) => each.region);
  // The first of the two is what an index on holders answers.
  return Prisma.sql`${row.holder} = ANY(${[subject, ...absent]}::text[]) AND (${row.holder} = ${subject}
    OR (${row.holder}, ${row.region}) IN (SELECT * FROM unnest(${absent}::text[], ${regions}::text[])))`;
}
