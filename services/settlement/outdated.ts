import type pg from 'pg';
import { isDomainError } from '../../domain/errors.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { claimOf } from './claim-answers.ts';
import type { ClaimRow } from './claim-rows.ts';
import { knownOf, type Known } from './facts-rows.ts';
import { daysOf, rulesFor } from './known.ts';
import type { Policies } from './policies.ts';

export interface OutdatedClaim {
  readonly institution: string;
  readonly claimNumber: string;
  readonly servedOn: string;
  readonly settledAt: string;
  readonly why: 'knownOtherwise' | 'notCovered';
}

type Candidate = Known & {
  readonly claim: Pick<ClaimRow, 'institution' | 'claimNumber' | 'request' | 'known' | 'sequence'>;
  readonly settledAt: Date;
};

const pageSize = 200;

/**
 * Claims in force of an institution that registers or offices have since said something else about, for the days of
 * their lines. Held against what is known now whenever somebody asks, so that nothing that came late is lost, in
 * whatever order it came.
 * @param since of what was recorded since then
 * @param after sequence of the last claim looked at
 */
export async function outdatedClaims(
  pool: pg.Pool,
  policies: Policies,
  { institution, since, after = '0' }: { institution: string; since: string; after?: string | undefined },
): Promise<{ claims: OutdatedClaim[]; next: string | null }> {
  const values = [institution, since, after, pageSize];
  const { rows } = await pool.query<Candidate>({ name: 'outdatedClaims', text: spokenOfSince, values });
  const claims = rows.flatMap((candidate) => {
    const why = whyOutdated(candidate, policies);
    if (!why) return [];
    const { claim, settledAt } = candidate;
    const { claimNumber, request } = claim;
    return [{ institution, claimNumber, servedOn: request.servedOn, settledAt: settledAt.toISOString(), why }];
  });
  const last = rows.at(-1);
  return { claims, next: last && rows.length === pageSize ? String(last.claim.sequence) : null };
}

function whyOutdated({ claim, ...known }: Candidate, policies: Policies): OutdatedClaim['why'] | undefined {
  const { institution, request } = claim;
  const { lines } = claimOf(request, institution);
  try {
    const now = daysOf(request).map((day) => ({
      on: day,
      ...rulesFor(known, request, lines, { day, institution, policies }).person,
    }));
    return canonicalJson(withoutGaps(now)) === canonicalJson(claim.known) ? undefined : 'knownOtherwise';
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return error.code === 'NOT_COVERED' ? 'notCovered' : undefined;
  }
}

/** As JSON keeps it. */
function withoutGaps(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const spokenOfSince = `
  WITH spoken AS (
    SELECT "personRef" FROM "PersonFacts" WHERE "recordedAt" >= $2::timestamptz
    UNION SELECT "personRef" FROM "OfficeRecord" WHERE "recordedAt" >= $2::timestamptz
    UNION SELECT o."personRef" FROM "OfficeRecordEnd" e JOIN "OfficeRecord" o USING ("key")
      WHERE e."recordedAt" >= $2::timestamptz
    UNION SELECT "personRef" FROM "Entitlement" WHERE "registeredAt" >= $2::timestamptz
    UNION SELECT e."personRef" FROM "EntitlementChange" h JOIN "Entitlement" e USING ("filingNumber")
      WHERE h."recordedAt" >= $2::timestamptz
  )
  SELECT to_jsonb(c) - 'dependsOn' - 'settlement' AS claim, c."settledAt", ${knownOf('c."personRef"', 'c."region"')}
  FROM spoken JOIN "Claim" c USING ("personRef")
  WHERE c."institution" = $1 AND c."sequence" > $3::bigint
    AND NOT EXISTS (SELECT FROM "Reversal" r
      WHERE r."institution" = c."institution" AND r."claimNumber" = c."claimNumber")
  ORDER BY c."sequence" LIMIT $4::int`;
