import type { RegistryEntry } from '../../examples/format.ts';
import { tidyIdentityNumber } from '../../domain/identity-number.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { lookupId, type Sealer } from '../../platform/sealing.ts';

/**
 * Fills the registries of the embedded stack, which stand for other departments' and have no API of their own. What an
 * earlier import wrote of the same people is replaced, so that it may be repeated.
 */
export async function importRegistry(
  prisma: PrismaClient,
  { sealer, lookupKey }: { sealer: Sealer; lookupKey: string },
  entries: readonly RegistryEntry[],
): Promise<void> {
  const people = entries.map((given) => {
    const entry = { ...given, idNumber: tidyIdentityNumber(given.idNumber) };
    return { entry, personId: lookupId(lookupKey, entry.idNumber) };
  });
  const known = { where: { personId: { in: people.map(({ personId }) => personId) } } };
  await prisma.$transaction([
    prisma.registryClinicalRecord.deleteMany(known),
    prisma.registryCategory.deleteMany(known),
    prisma.registryInsurance.deleteMany(known),
    prisma.registryPerson.deleteMany(known),
    prisma.registryPerson.createMany({
      data: people.map(({ personId, entry: { idNumber, name, phone, village, township, birthDate, diedOn } }) => ({
        personId,
        township: township ?? null,
        detailsSealed: sealer.seal({ idNumber, name, village, ...(phone && { phone }) }),
        birthDate: new Date(birthDate),
        diedOn: diedOn ? new Date(diedOn) : null,
      })),
    }),
    prisma.registryInsurance.createMany({
      data: people.flatMap(({ personId, entry }) =>
        entry.insurance.map((held) => ({ ...held, ...days(held), personId })),
      ),
    }),
    prisma.registryCategory.createMany({
      data: people.flatMap(({ personId, entry }) =>
        entry.categories.map((held) => ({ ...held, ...days(held), personId })),
      ),
    }),
    prisma.registryClinicalRecord.createMany({
      data: people.flatMap(({ personId, entry }) =>
        entry.records.map(({ kind, institution, on, ...content }, index) => ({
          id: lookupId(lookupKey, `${entry.idNumber}/${index}`),
          personId,
          kind,
          institution,
          on: new Date(on),
          contentSealed: sealer.seal(content),
        })),
      ),
    }),
  ]);
}

function days({ from, until }: { from: string; until?: string | undefined }) {
  return { from: new Date(from), until: until ? new Date(until) : null };
}
