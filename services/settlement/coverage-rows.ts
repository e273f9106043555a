import type pg from 'pg';
import type { Record } from './standing.ts';

/** An entitlement with its changes, as the database gives it. */
export interface FiledEntitlement extends Record {
  readonly filingNumber: string;
  readonly disease: string;
}

/** The entitlements of a person in a region as JSON, a subquery by the index on the person. */
export function entitlementsOf(personRef: string, region: string): string {
  return `
    SELECT coalesce(json_agg(json_build_object(
      'filingNumber', e."filingNumber", 'disease', e."disease", 'institution', e."institution",
      'insuranceType', e."insuranceType", 'from', e."from", 'until', e."until",
      'changes', coalesce((SELECT json_agg(h ORDER BY h."version") FROM "EntitlementChange" h
        WHERE h."filingNumber" = e."filingNumber"), '[]'))), '[]')
    FROM "Entitlement" e WHERE e."personRef" = ${personRef}::uuid AND e."region" = ${region}`;
}

export async function findEntitlements(pool: pg.Pool, personRef: string, region: string): Promise<FiledEntitlement[]> {
  const text = `SELECT (${entitlementsOf('$1', '$2')}) AS entitlements`;
  const { rows } = await pool.query<{ entitlements: FiledEntitlement[] }>({
    name: 'entitlements',
    text,
    values: [personRef, region],
  });
  return rows[0]!.entitlements;
}
