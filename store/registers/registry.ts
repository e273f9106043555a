import { standingAmong, withReported, type RegisteredFacts } from '../../domain/continuity/reported-facts.ts';
import type { ClinicalRecord, Facts } from '../../domain/eligibility/verdict.ts';
import { isSameName } from '../../domain/case/identity.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { RegisteredDetails } from '../cases/details.ts';
import type { EngineDatabase } from '../database.ts';
import { dayOf } from '../rows.ts';
import { reportedOf, toEvent, type ReportedRow } from './reported.ts';

/** What other departments know of a person, wherever they keep it. */
export interface Registry {
  factsOf(personId: string): Promise<RegisteredFacts & Pick<Facts, 'records'>>;
  /** How the person is reached; undefined where the register does not know them. */
  contactOf(personId: string): Promise<Pick<RegisteredDetails, 'name' | 'phone'> | undefined>;
}

export const registered = { insurance: true, categories: true, records: true } satisfies Prisma.RegistryPersonInclude;

/** As a column has it, or JSON that PostgreSQL has made of it: `2026-03-02`. */
type Day = Date | PlainDate;

interface Interval {
  readonly from: Day;
  readonly until: Day | null;
}

interface Standing {
  readonly diedOn: Day | null;
  readonly insurance: readonly ({ readonly type: string; readonly region: string } & Interval)[];
  readonly categories: readonly ({ readonly category: string } & Interval)[];
}

interface Found {
  readonly records: readonly {
    readonly kind: string;
    readonly institution: string;
    readonly on: Day;
    readonly contentSealed: Uint8Array | string;
  }[];
}

/** Whatever `standingColumns` select. */
export type StandingRow = Standing & { readonly known: boolean; readonly events: readonly ReportedRow[] };

/** Whatever `everythingOf` selects; what is sealed comes as JSON has it. */
export type RegisteredRow = StandingRow & Found & { readonly detailsSealed: string | null };

/**
 * The registries of the embedded stack: tables of our own database, filled from other departments' feeds. What they
 * report besides, event by event, changes no table: it is counted in whenever somebody asks.
 */
export function createPrismaRegistry({ run }: Pick<EngineDatabase, 'run'>, sealer: Sealer): Registry {
  return {
    async factsOf(personId) {
      const [asked] = await run<RegisteredRow>(everythingOf(personId));
      return registeredIn(asked!, sealer);
    },

    async contactOf(personId) {
      const [person] = await run<{ detailsSealed: Uint8Array }>(
        Prisma.sql`SELECT "detailsSealed" FROM "RegistryPerson" WHERE "personId" = ${personId}::uuid`,
      );
      return person && (sealer.open(person.detailsSealed) as RegisteredDetails);
    },
  };
}

const unknownPerson = { person: { known: false }, insurance: [], categories: [] } as const;

/** @param name of whoever says that they are the person; none where nobody does. */
export function registeredIn(
  row: RegisteredRow,
  sealer: Sealer,
  name?: string,
): RegisteredFacts & Pick<Facts, 'records'> {
  const { person, ...standing } = standingIn(row);
  const differs = name !== undefined && nameDiffers(row, name, sealer);
  return {
    ...standing,
    person: differs ? { ...person, nameDiffers: true } : person,
    records: recordsIn(row, sealer),
  };
}

function nameDiffers({ detailsSealed }: RegisteredRow, name: string, sealer: Sealer): boolean {
  return detailsSealed !== null && !isSameName((sealer.open(bytesOf(detailsSealed)) as RegisteredDetails).name, name);
}

export function standingIn({ known, events, ...person }: StandingRow): RegisteredFacts {
  return withReported(known ? factsIn(person) : unknownPerson, standingAmong(events.map(toEvent)));
}

/** One plain statement. */
export function everythingOf(personId: string): Prisma.Sql {
  return Prisma.sql`
    SELECT ${standingColumns}, encode("detailsSealed", 'base64') AS "detailsSealed",
      ${listed(
        'RegistryClinicalRecord',
        Prisma.sql`'kind', "kind", 'institution', "institution", 'on', "on",
          'contentSealed', encode("contentSealed", 'base64')`,
      )} AS "records"
    FROM (SELECT ${personId}::uuid AS "personId") AS asked
      LEFT JOIN "RegistryPerson" AS person ON person."personId" = asked."personId"`;
}

const term = Prisma.sql`'from', "from", 'until', "until"`;

/** Of `asked`, to which `person` is joined: all but what was found in them, which few need to know. */
export const standingColumns = Prisma.sql`
  person."personId" IS NOT NULL AS "known", "diedOn",
  ${reportedOf(Prisma.sql`asked."personId"`)} AS "events",
  ${listed('RegistryInsurance', Prisma.sql`'type', "type", 'region', "region", ${term}`)} AS "insurance",
  ${listed('RegistryCategory', Prisma.sql`'category', "category", ${term}`)} AS "categories"`;

function listed(table: Prisma.ModelName, columns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    (SELECT coalesce(json_agg(json_build_object(${columns})), '[]')
      FROM ${Prisma.raw(`"${table}"`)} AS entry WHERE entry."personId" = person."personId")`;
}

export function factsIn(person: Standing): RegisteredFacts {
  return {
    person: { known: true, ...(person.diedOn ? { diedOn: plain(person.diedOn) } : {}) },
    insurance: person.insurance.map((row) => ({
      type: row.type as InsuranceType,
      region: row.region,
      ...interval(row),
    })),
    categories: person.categories.map((row) => ({ category: row.category, ...interval(row) })),
  };
}

export function recordsIn({ records }: Found, sealer: Sealer): Facts['records'] {
  return records.map(({ kind, institution, on, contentSealed }) => {
    const content = sealer.open(bytesOf(contentSealed)) as Pick<ClinicalRecord, 'icd10' | 'items'>;
    return { kind: kind as ClinicalRecord['kind'], institution, on: plain(on), ...content, source: 'registry' };
  });
}

function interval({ from, until }: Interval) {
  return { from: plain(from), ...(until ? { until: plain(until) } : {}) };
}

function plain(day: Day): PlainDate {
  return day instanceof Date ? dayOf(day) : day;
}

function bytesOf(sealed: Uint8Array | string): Uint8Array {
  return typeof sealed === 'string' ? Buffer.from(sealed, 'base64') : sealed;
}
