import type pg from 'pg';
import type { Statistic } from './report.ts';

export interface Period {
  readonly from: string;
  readonly until: string;
}

export interface FigureRow {
  readonly year: number;
  readonly insuranceType: string;
  readonly statistic: Statistic;
  /** A number, or 分. */
  readonly value: bigint;
  /** Document that states it; null where it was counted here. */
  readonly source: string | null;
}

/**
 * Counted of the year and of the year before, and what documents state. A visit is a claim in force of which basic
 * insurance paid something for a recognised disease or its long-acting injection; the amount is what it paid for these.
 */
export async function findFigures(
  pool: pg.Pool,
  region: string,
  year: number,
  approvals: Period,
): Promise<FigureRow[]> {
  const { rows } = await pool.query<FigureRow & { value: string }>(figures, [
    region,
    year,
    approvals.from,
    approvals.until,
  ]);
  return rows.map((row) => ({ ...row, value: BigInt(row.value) }));
}

const figures = `
  WITH visit AS (
    SELECT c."year", c."known"->-1->>'insuranceType' AS type, paid.amount
    FROM "Claim" c
    LEFT JOIN "Reversal" r USING ("institution", "claimNumber")
    CROSS JOIN LATERAL (
      SELECT sum((share->>'paid')::bigint) AS amount
      FROM jsonb_array_elements(c."settlement"->'layers') layer, jsonb_array_elements(layer->'shares') share
      WHERE layer->>'layer' = 'basicInsurance'
        AND c."request"->'lines'->(share->'lines'->>0)::int->>'kind' IN ('chronic', 'special', 'longActingInjection')
    ) paid
    WHERE c."region" = $1 AND c."year" IN ($2::int, $2::int - 1) AND r."kind" IS NULL AND paid.amount > 0
  ), claimed AS (
    SELECT "year", type, count(*) AS visits, sum(amount) AS amount FROM visit GROUP BY 1, 2
  ), approved AS (
    SELECT extract(year FROM "filedOn")::int AS "year", "insuranceType" AS type, count(*) AS approvals
    FROM "Entitlement"
    WHERE "region" = $1 AND ("filedOn" BETWEEN $3::date AND $4::date
      OR "filedOn" BETWEEN ($3::date - interval '1 year')::date AND ($4::date - interval '1 year')::date)
    GROUP BY 1, 2
  )
  SELECT "year", type AS "insuranceType", 'visits' AS statistic, visits::bigint AS value, NULL AS source FROM claimed
  UNION ALL SELECT "year", type, 'amount', amount::bigint, NULL FROM claimed
  UNION ALL SELECT "year", type, 'approvals', approvals, NULL FROM approved
  UNION ALL SELECT "year", "insuranceType", "statistic", "value", "source" FROM "StatedFigure"
    WHERE "region" = $1 AND "year" IN ($2::int, $2::int - 1)`;

export interface StatedRow {
  readonly region: string;
  readonly year: number;
  readonly insuranceType: string;
  readonly statistic: Statistic;
  readonly value: number;
}

/** Said again, it is corrected. */
export async function stateFigure(pool: pg.Pool, stated: StatedRow, source: string, at: Date): Promise<void> {
  const { region, year, insuranceType, statistic, value } = stated;
  await pool.query(stateOnce, [region, year, insuranceType, statistic, value, source, at]);
}

const stateOnce = `
  INSERT INTO "StatedFigure" VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT ("region", "year", "insuranceType", "statistic")
  DO UPDATE SET "value" = excluded."value", "source" = excluded."source", "recordedAt" = excluded."recordedAt"`;
