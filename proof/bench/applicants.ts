import { importRegistry } from '../demo/registry-import.ts';
import type { ExampleApplication, ExpectedCase, RegistryEntry } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { lookupId, sealer } from '../../platform/sealing.ts';
import type { Applicant } from './bare/effects.ts';

export interface Applicants {
  readonly lines: readonly ExampleApplication[];
  readonly registry: readonly RegistryEntry[];
}

/** The same person as the bare sides know them; the disease by its code, however the line puts it. */
export function bareApplicant({ submission, expect }: ExampleApplication, lookupKey: string): Applicant {
  const { applicant, region, insuranceType, diseases } = submission as ExampleApplication['submission'] & Applicant;
  const [{ institution }] = diseases as [Pick<Applicant, 'institution'>];
  const [{ disease }] = (expect as { cases: [ExpectedCase] }).cases;
  return { personId: lookupId(lookupKey, applicant.idNumber), region, disease, insuranceType, institution };
}

const peopleAtOnce = 500;

export async function register(
  databaseUrl: string,
  keys: { dataKeys: string; lookupKey: string },
  people: readonly RegistryEntry[],
) {
  const { prisma, close } = connect(PrismaClient, databaseUrl, { max: 1 });
  const sealing = { sealer: sealer(keys.dataKeys), lookupKey: keys.lookupKey };
  for (let from = 0; from < people.length; from += peopleAtOnce) {
    await importRegistry(prisma, sealing, people.slice(from, from + peopleAtOnce));
  }
  await close();
}
