import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { Prisma } from '../../generated/engine/client.ts';

/**
 * What the embedded registers say from now on. Intervals may overlap, so that events may come in any order: a lapse
 * ends what began before it, whatever began later stays. Nothing where the registers do not know the person.
 */
export function registerWrites(personId: string, event: RegistryEvent): Prisma.Sql[] {
  const { on, region } = event;
  switch (event.kind) {
    case 'died':
      return [Prisma.sql`UPDATE "RegistryPerson" SET "diedOn" = ${on}::date WHERE "personId" = ${personId}::uuid`];
    case 'insuranceLapsed':
      return [ended(personId, event.insuranceType, region, on)];
    case 'insuranceResumed':
      return [begun(personId, event.insuranceType, region, on)];
    case 'insuranceTypeChanged':
      return [ended(personId, event.from, region, on), begun(personId, event.to, region, on)];
    case 'categoryGained':
      return [
        Prisma.sql`INSERT INTO "RegistryCategory" ("personId", "category", "from")
          SELECT "personId", ${event.category}, ${on}::date FROM "RegistryPerson" WHERE "personId" = ${personId}::uuid
          ON CONFLICT ("personId", "category", "from") DO UPDATE SET "until" = NULL`,
      ];
    case 'categoryLost':
      return [
        Prisma.sql`UPDATE "RegistryCategory" SET "until" = ${on}::date - 1
          WHERE "personId" = ${personId}::uuid AND "category" = ${event.category} AND "from" < ${on}::date
            AND ("until" IS NULL OR "until" >= ${on}::date)`,
      ];
  }
}

function ended(personId: string, type: string, region: string, on: string): Prisma.Sql {
  return Prisma.sql`UPDATE "RegistryInsurance" SET "until" = ${on}::date - 1
    WHERE "personId" = ${personId}::uuid AND "type" = ${type} AND "region" = ${region} AND "from" < ${on}::date
      AND ("until" IS NULL OR "until" >= ${on}::date)`;
}

function begun(personId: string, type: string, region: string, on: string): Prisma.Sql {
  return Prisma.sql`INSERT INTO "RegistryInsurance" ("personId", "type", "region", "from")
    SELECT "personId", ${type}, ${region}, ${on}::date FROM "RegistryPerson" WHERE "personId" = ${personId}::uuid
    ON CONFLICT ("personId", "type", "region", "from") DO UPDATE SET "until" = NULL`;
}
