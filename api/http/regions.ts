import { reaches, type Caller, type Operation } from '../../domain/access/access.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';

/** The regions in which the caller may do this; undefined = in all. For operations whose reach is regions alone. */
export function regionsWithin(operation: Operation, caller: Caller): readonly string[] | undefined {
  const alternatives = reaches(operation, caller);
  if (alternatives.some(({ regions }) => regions === undefined)) return undefined;
  return alternatives.flatMap(({ regions = [] }) => regions);
}

/** Regions of which there are tasks, each found by one step in the index. */
export async function regionsInUse(prisma: PrismaClient): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ region: string }[]>`
    WITH RECURSIVE found AS (
      SELECT min("region") AS "region" FROM "Task"
      UNION ALL
      SELECT (SELECT min("region") FROM "Task" WHERE "region" > found."region") FROM found WHERE found."region" IS NOT NULL)
    SELECT "region" FROM found WHERE "region" IS NOT NULL`;
  return rows.map(({ region }) => region);
}
