import type pg from 'pg';

export interface TreatmentRow {
  readonly personRef: string;
  readonly icd10: string;
  readonly institution: string;
  readonly inpatient: boolean;
  readonly servedOn: string;
}

/** Of each person the latest claim in force for each diagnosis. */
export async function latestTreatments(
  pool: pg.Pool,
  personRefs: readonly string[],
  since: string,
): Promise<TreatmentRow[]> {
  const { rows } = await pool.query<TreatmentRow>({
    name: 'latestTreatments',
    text: latestByDiagnosis,
    values: [personRefs, since],
  });
  return rows;
}

// By the index "claim_diagnosed", whose expressions these are.
const latestByDiagnosis = `
  SELECT DISTINCT ON (c."personRef", diagnosis) c."personRef", diagnosis AS icd10, c."institution",
    c."request"->'lines' @> '[{"kind":"inpatient"}]' AS inpatient, c."request"->>'servedOn' AS "servedOn"
  FROM "Claim" c, jsonb_array_elements_text(c."request"->'diagnoses') AS diagnosis
  WHERE c."request" ? 'diagnoses' AND c."personRef" = ANY($1::uuid[]) AND c."request"->>'servedOn' >= $2
    AND NOT EXISTS (SELECT FROM "Reversal" r WHERE r."institution" = c."institution"
      AND r."claimNumber" = c."claimNumber")
  ORDER BY c."personRef", diagnosis, c."request"->>'servedOn' DESC, c."sequence" DESC`;
