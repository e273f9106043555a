import { importRegistry } from '../cli/demo/registry-import.ts';
import { plainDate } from '../domain/plain-date.ts';
import type { ExampleApplication, RegistryEntry } from '../examples/format.ts';
import { rizhaoPolicy } from '../examples/generate.ts';
import { openOffice } from '../examples/office/office.ts';
import { seeded } from '../examples/office/random.ts';
import { approved, recordedCitizen } from '../examples/office/stories.ts';
import { PrismaClient } from '../generated/engine/client.ts';
import { connect } from '../platform/database.ts';
import { lookupId, sealer } from '../platform/sealing.ts';
import type { Applicant } from './bare/effects.ts';

export interface Applicants {
  readonly lines: readonly ExampleApplication[];
  readonly registry: readonly RegistryEntry[];
}

const seed = 1;
const disease = 'malignantTumor';

/** People whom nobody has met before, each with registered records that meet the criteria of a malignant tumour. */
export function applicants(count: number): Applicants {
  const office = openOffice(rizhaoPolicy(), seeded(seed), plainDate('2025-06-30'));
  const met = new Map<string, ExampleApplication>();
  while (met.size < count) {
    const person = recordedCitizen(office, disease);
    if (met.has(person.idNumber)) continue;
    met.set(person.idNumber, office.apply(person, { note: '', channel: 'window', diseases: [{ disease, expect: approved }] }));
  }
  return { lines: [...met.values()], registry: office.files().registry };
}

/** The same person as the bare sides know them. */
export function bareApplicant({ submission }: ExampleApplication, lookupKey: string): Applicant {
  const { applicant, insuranceType, diseases } = submission as ExampleApplication['submission'] & Pick<Applicant, 'insuranceType'>;
  const [{ institution }] = diseases as [Pick<Applicant, 'institution'>];
  return { personId: lookupId(lookupKey, applicant.idNumber), insuranceType, institution };
}

const peopleAtOnce = 500;

export async function register(databaseUrl: string, keys: { dataKeys: string; lookupKey: string }, people: readonly RegistryEntry[]) {
  const { prisma, close } = connect(PrismaClient, databaseUrl, { max: 1 });
  const sealing = { sealer: sealer(keys.dataKeys), lookupKey: keys.lookupKey };
  for (let from = 0; from < people.length; from += peopleAtOnce) {
    await importRegistry(prisma, sealing, people.slice(from, from + peopleAtOnce));
  }
  await close();
}
