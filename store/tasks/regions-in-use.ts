import type { PrismaClient } from '../../generated/engine/client.ts';

/** Regions of which there are tasks, each found by one step in the index. */
export async function regionsInUse(prisma: PrismaClient): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ region: string }[]>`
    WITH RECURSIVE known AS (
      SELECT min("region") AS "region" FROM "Task"
      UNION ALL
      SELECT (SELECT min("region") FROM "Task" WHERE "region" > known."region")
      FROM known WHERE known."region" IS NOT NULL)
    SELECT "region" FROM known WHERE "region" IS NOT NULL`;
  return rows.map(({ region }) => region);
}
