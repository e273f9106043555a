import type { ClinicalRecord, Facts } from '../../domain/eligibility/verdict.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { dayOf } from '../../records/rows.ts';
import type { Registry } from '../ports.ts';

export const registered = { insurance: true, categories: true, records: true } satisfies Prisma.RegistryPersonInclude;

/** The registries of the embedded stack: tables of our own database, filled from other departments' feeds. */
export function createPrismaRegistry(prisma: PrismaClient, sealer: Sealer): Registry {
  return {
    async factsOf(personId) {
      const person = await prisma.registryPerson.findUnique({ where: { personId }, include: registered });
      if (!person) return { person: { known: false }, insurance: [], categories: [], records: [] };
      return factsIn(person, sealer);
    },
  };
}

export function factsIn(
  person: Prisma.RegistryPersonGetPayload<{ include: typeof registered }>,
  sealer: Sealer,
): Pick<Facts, 'person' | 'insurance' | 'categories' | 'records'> {
  return {
    person: { known: true, ...(person.diedOn ? { diedOn: dayOf(person.diedOn) } : {}) },
    insurance: person.insurance.map((row) => ({ type: row.type as InsuranceType, region: row.region, ...interval(row) })),
    categories: person.categories.map((row) => ({ category: row.category, ...interval(row) })),
    records: person.records.map(({ kind, institution, on, contentSealed }) => {
      const content = sealer.open(contentSealed) as Pick<ClinicalRecord, 'icd10' | 'items'>;
      return { kind: kind as ClinicalRecord['kind'], institution, on: dayOf(on), ...content, source: 'registry' };
    }),
  };
}

function interval({ from, until }: { from: Date; until: Date | null }) {
  return { from: dayOf(from), ...(until ? { until: dayOf(until) } : {}) };
}
