import type { Facts } from '../../domain/eligibility/verdict.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { besideCase, besideIn, type Beside, type BesideRow } from '../cases/beside.ts';
import type { EngineDatabase } from '../database.ts';
import { everythingOf, registeredIn, type RegisteredRow } from './registry.ts';

/** What registers and the person's other cases say; papers are the case's own. */
export type KnownOfPerson = Omit<Facts, 'papers' | 'recognised' | 'appliedFor'> & Beside;

/** @param besideOf the case that asks, whose own recognition does not count; none where there is no case yet. */
export type ReadFacts = (personId: string, besideOf?: string) => Promise<KnownOfPerson>;

/** One plain statement, for every assessment and every decision asks it. */
export function registeredFacts({ run }: Pick<EngineDatabase, 'run'>, sealer: Sealer): ReadFacts {
  return async (personId, besideOf) => {
    const [row] = await run<{ registered: RegisteredRow; beside: BesideRow[] }>(Prisma.sql`
      WITH registered AS (${everythingOf(personId)}), beside AS (${besideCase(personId, besideOf)})
      SELECT (SELECT to_jsonb(registered) FROM registered) AS "registered",
        (SELECT coalesce(jsonb_agg(to_jsonb(beside)), '[]') FROM beside) AS "beside"`);
    return { ...registeredIn(row!.registered, sealer), ...besideIn(row!.beside) };
  };
}
