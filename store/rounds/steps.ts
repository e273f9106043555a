import type { RoundState } from '../../domain/rounds/standing.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { RoundStep } from './port.ts';

/**
 * The round moves on and says so, or does neither; who comes second moves nothing, since it is in that state already.
 */
export function recorded(roundId: string, { effect, action, at, data, from, to }: RoundStep): Prisma.Sql {
  const round =
    from && to
      ? Prisma.sql`UPDATE "BatchRound" SET "state" = ${to} ${stamp(to, at)} WHERE "id" = ${roundId} AND "state" = ANY(${[...from]}) RETURNING "id"`
      : Prisma.sql`SELECT "id" FROM "BatchRound" WHERE "id" = ${roundId}`;
  return Prisma.sql`WITH round AS (${round})
    INSERT INTO "RoundEvent" ("roundId", "effect", "at", "actor", "action", "data")
    SELECT "id", ${effect}, ${at}::timestamptz, 'system', ${action}, ${JSON.stringify(data)}::jsonb FROM round ON CONFLICT DO NOTHING`;
}

function stamp(to: RoundState, at: Date): Prisma.Sql {
  if (to === 'closed') return Prisma.sql`, "closedAt" = ${at}`;
  // The signature may come while the coordinator asks for it, an instant after its time.
  return to === 'published' ? Prisma.sql`, "publishedAt" = GREATEST(${at}::timestamptz, "signedAt")` : Prisma.empty;
}
