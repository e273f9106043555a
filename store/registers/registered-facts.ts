import type { Facts } from '../../domain/eligibility/verdict.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseStore } from '../cases/port.ts';
import type { EngineDatabase } from '../database.ts';
import { createPrismaRegistry } from './registry.ts';

const noCase = '00000000-0000-0000-0000-000000000000';

/** What registers and earlier cases say of a person, for whoever asks before there is a case. */
export function registeredFacts(database: Pick<EngineDatabase, 'run'>, cases: CaseStore, sealer: Sealer) {
  const registry = createPrismaRegistry(database, sealer);
  return async (personId: string): Promise<Omit<Facts, 'papers'>> => {
    const [known, recognised] = await Promise.all([
      registry.factsOf(personId),
      cases.recognisedOf({ id: noCase, personId }),
    ]);
    return { ...known, recognised };
  };
}
