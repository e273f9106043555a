import type pg from 'pg';
import { DomainError } from '../../domain/errors.ts';
import { fingerprint } from '../../platform/fingerprint.ts';
import type { OfficeRecord, OfficeRecordEnd, PersonFacts, officeRecordKinds } from './contract/facts.ts';
import { entitlementsOf, type FiledEntitlement } from './coverage-rows.ts';
import { once, requireSame } from './register.ts';

/** A record of an office as it holds now; what was a mistake is not among them. */
export interface HeldRecord {
  readonly kind: (typeof officeRecordKinds)[number];
  readonly number: string;
  readonly from: string;
  readonly until: string | null;
  readonly reduction: number | null;
  readonly householdRegion: string | null;
}

/** What this service has been told of a person. */
export interface Known {
  readonly entitlements: readonly FiledEntitlement[];
  /** Null: nothing was told yet. */
  readonly statement: PersonFacts | null;
  readonly records: readonly HeldRecord[];
}

/** Columns of `Known` for a person in a region, subqueries by the indexes on the person. */
export function knownOf(personRef: string, region: string): string {
  return `(${entitlementsOf(personRef, region)}) AS entitlements,
    (SELECT f."statement" FROM "PersonFacts" f WHERE f."personRef" = ${personRef}::uuid
      ORDER BY f."version" DESC, f."sequence" DESC LIMIT 1) AS statement,
    (SELECT coalesce(json_agg(json_build_object('kind', o."kind", 'number', o."number", 'from', o."from",
        'until', least(o."until", e."until"), 'reduction', o."reduction", 'householdRegion', o."householdRegion")
        ORDER BY o."from", o."key"), '[]')
      FROM "OfficeRecord" o LEFT JOIN "OfficeRecordEnd" e USING ("key")
      WHERE o."personRef" = ${personRef}::uuid AND o."region" = ${region}
        AND (e."key" IS NULL OR e."until" IS NOT NULL)) AS records`;
}

export async function findKnown(pool: pg.Pool, personRef: string, region: string): Promise<Known> {
  const text = `SELECT ${knownOf('$1', '$2')}`;
  const { rows } = await pool.query<Known>({ name: 'known', text, values: [personRef, region] });
  return rows[0]!;
}

/**
 * Kept beside what was said before. A statement of an older version, or that says the same, changes nothing. Answers
 * whether it was kept.
 */
export async function keepFacts(pool: pg.Pool, personRef: string, facts: PersonFacts, at: Date): Promise<boolean> {
  const values = [personRef, facts.version, fingerprint(facts), JSON.stringify(facts), at];
  const { rowCount } = await pool.query({ name: 'keepFacts', text: keepOnce, values });
  return rowCount === 1;
}

const keepOnce = `
  INSERT INTO "PersonFacts" ("personRef", "version", "fingerprint", "statement", "recordedAt")
  SELECT $1::uuid, $2::bigint, $3, $4::jsonb, $5
  WHERE NOT EXISTS (SELECT FROM (SELECT "version", "fingerprint" FROM "PersonFacts" WHERE "personRef" = $1::uuid
      ORDER BY "version" DESC, "sequence" DESC LIMIT 1) last
    WHERE last."version" > $2::bigint OR last."fingerprint" = $3)`;

/** Once under the key; `fresh` tells whether this call did it. @throws DomainError IDEMPOTENCY_CONFLICT */
export async function keepRecord(pool: pg.Pool, key: string, record: OfficeRecord, at: Date): Promise<boolean> {
  const print = fingerprint(record);
  const { personRef, region, kind, number, by, from, until, reduction, householdRegion } = record;
  const values = [key, print, personRef, region, kind, number, from, until, reduction, householdRegion, by, at];
  return once(async () => {
    const { rows } = await pool.query<{ fingerprint: string }>(recordByKey, [key]);
    if (rows[0]) {
      requireSame(key, print, rows[0].fingerprint);
      return false;
    }
    await pool.query(addRecord, values);
    return true;
  });
}

const recordByKey = 'SELECT "fingerprint" FROM "OfficeRecord" WHERE "key" = $1';
const addRecord = `
  INSERT INTO "OfficeRecord" ("key", "fingerprint", "personRef", "region", "kind", "number", "from", "until",
    "reduction", "householdRegion", "by", "recordedAt")
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`;

/** Ends it, or says that it never held; once. @throws DomainError NOT_FOUND, IDEMPOTENCY_CONFLICT */
export async function endRecord(pool: pg.Pool, key: string, end: OfficeRecordEnd, at: Date): Promise<boolean> {
  const print = fingerprint(end);
  return once(async () => {
    const { rows } = await pool.query<{ ended: string | null }>(endByKey, [key]);
    if (!rows[0]) throw new DomainError('NOT_FOUND', `No office record ${key} is here.`, { params: { key } });
    if (rows[0].ended !== null) {
      requireSame(key, print, rows[0].ended);
      return false;
    }
    await pool.query(addEnd, [key, print, end.until, end.by, end.reason, at]);
    return true;
  });
}

const endByKey = `
  SELECT e."fingerprint" AS ended FROM "OfficeRecord" o LEFT JOIN "OfficeRecordEnd" e USING ("key") WHERE o."key" = $1`;
const addEnd = `
  INSERT INTO "OfficeRecordEnd" ("key", "fingerprint", "until", "by", "reason", "recordedAt")
  VALUES ($1, $2, $3, $4, $5, $6)`;
