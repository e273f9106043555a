import type pg from 'pg';
import { withContributions, withoutContributions, type Accumulators } from '../../domain/settlement/ledger.ts';
import type { PersonOnDay } from '../../domain/settlement/person.ts';
import type { Settlement } from '../../domain/settlement/settle.ts';
import type { ClaimRequest } from './contract/claims.ts';
import type { Referral } from './contract/claims.ts';
import { knownOf, type Known } from './facts-rows.ts';

export interface ClaimId {
  readonly institution: string;
  readonly claimNumber: string;
}

export interface PersonYear {
  readonly personRef: string;
  readonly region: string;
  readonly year: number;
}

export interface ReversalRow {
  readonly fingerprint: string;
  readonly kind: 'reversal' | 'refund' | 'correction';
  readonly reason: string;
  readonly replacedBy: string | null;
  readonly laterClaims: ClaimId[];
  readonly recordedAt: Date;
}

export interface NewClaim extends ClaimId, PersonYear {
  readonly fingerprint: string;
  readonly kind: 'claim' | 'refund' | 'correction';
  readonly replaces: string | null;
  readonly request: ClaimRequest;
  /** The person as registers and offices had them on the days of the lines. */
  readonly known: readonly KnownOnDay[];
  readonly settlement: Settlement;
  readonly settledAt: Date;
}

export interface KnownOnDay extends PersonOnDay {
  readonly on: string;
}

export interface SettledRow extends NewClaim {
  readonly reversal: ReversalRow | null;
}

export interface ClaimRow extends SettledRow {
  readonly sequence: number;
}

export type NewReversal = Omit<ReversalRow, 'laterClaims'>;

/** What a claim is settled against, held until the transaction ends. */
export interface OpenYear extends Known {
  readonly amounts: Accumulators;
  /** Whether the claim's number was settled before. */
  readonly isSettled: boolean;
  /** Whom the referral of the claim was used for, and whether that claim stands. */
  readonly referralUse: ReferralUse | null;
}

export interface ReferralUse extends ClaimId {
  readonly personRef: string;
  readonly on: string;
  readonly stands: boolean;
}

export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Locks the accumulators of a person's year, so that claims of one person take turns whichever instance has them, and
 * reads in the same statement what else a claim needs to know. The row is made by the first claim of the year.
 */
export async function openYear(
  client: pg.PoolClient,
  of: PersonYear,
  claim: ClaimId,
  referral?: Referral,
): Promise<OpenYear> {
  const year = [of.personRef, of.region, of.year];
  const values = [...year, claim.institution, claim.claimNumber, referral?.issuer, referral?.number];
  const { rows } = await client.query<OpenYear>({ name: 'openYear', text: lockYear, values });
  if (rows[0]) return rows[0];
  await client.query(`INSERT INTO "PersonYear" VALUES ($1, $2, $3, '{}') ON CONFLICT DO NOTHING`, year);
  return openYear(client, of, claim, referral);
}

/** Who uses the referral, as JSON; a claim whose place another took uses it on. */
function referralUsed(issuer: string, number: string): string {
  return `
    SELECT json_build_object('personRef', u."personRef", 'on', u."on", 'institution', u."institution",
      'claimNumber', u."claimNumber", 'stands', NOT EXISTS (SELECT FROM "Reversal" r
        WHERE r."institution" = u."institution" AND r."claimNumber" = u."claimNumber"))
    FROM "ReferralUse" u WHERE u."issuer" = ${issuer} AND u."number" = ${number}`;
}

export async function findReferralUse(pool: pg.Pool, { issuer, number }: Referral): Promise<ReferralUse | null> {
  const text = `SELECT (${referralUsed('$1', '$2')}) AS used`;
  const { rows } = await pool.query<{ used: ReferralUse | null }>(text, [issuer, number]);
  return rows[0]!.used;
}

const lockYear = `
  SELECT y."amounts", ${knownOf('$1', '$2')}, (${referralUsed('$6', '$7')}) AS "referralUse",
    EXISTS (SELECT FROM "Claim" c WHERE c."institution" = $4 AND c."claimNumber" = $5) AS "isSettled"
  FROM "PersonYear" y WHERE y."personRef" = $1 AND y."region" = $2 AND y."year" = $3
  FOR UPDATE OF y`;

/** The claim and the year's accumulators with its contributions, in one statement. */
export async function insertClaim(
  client: pg.PoolClient,
  claim: NewClaim,
  { amounts: before, referralUse }: Pick<OpenYear, 'amounts' | 'referralUse'>,
): Promise<void> {
  const { institution, claimNumber, fingerprint, kind, replaces, personRef, region, year } = claim;
  const { request, known, settlement, settledAt } = claim;
  const amounts = withContributions(before, settlement.contributions);
  const values = [institution, claimNumber, fingerprint, kind, replaces, personRef, region, year];
  const contents = [JSON.stringify(request), JSON.stringify(settlement), settlement.dependsOn, settledAt];
  const all = [...values, ...contents, JSON.stringify(amounts), JSON.stringify(known)];
  const { referral } = request;
  if (!referral) return void (await client.query({ name: 'addClaim', text: addClaim, values: all }));
  const used = referralUse
    ? {
        name: 'addClaimReferredBefore',
        text: addClaimReferredBefore,
        before: [referralUse.institution, referralUse.claimNumber],
      }
    : { name: 'addClaimReferred', text: addClaimReferred, before: [referral.on] };
  const { issuer, number } = referral;
  const { name, text } = used;
  const { rowCount } = await client.query({ name, text, values: [...all, issuer, number, ...used.before] });
  if (rowCount === 0) throw Object.assign(new Error('Another claim took the referral a moment ago.'), taken);
}

/** As the database says of a key that another writer was faster to (`once`). */
const taken = { code: '23505' };

function addingClaim(also = '', onlyIf = ''): string {
  return `
  WITH added AS (
    INSERT INTO "Claim" ("institution", "claimNumber", "fingerprint", "kind", "replaces", "personRef", "region", "year",
      "request", "settlement", "dependsOn", "settledAt", "known")
    VALUES ($1, $2, $3, $4, $5, $6::uuid, $7, $8::int, $9, $10, $11, $12, $14)
  )${also}
  UPDATE "PersonYear" SET "amounts" = $13
  WHERE "personRef" = $6::uuid AND "region" = $7 AND "year" = $8::int${onlyIf}`;
}

const addClaim = addingClaim();
const addClaimReferred = addingClaim(`, used AS (
    INSERT INTO "ReferralUse" ("issuer", "number", "on", "personRef", "institution", "claimNumber")
    VALUES ($15, $16, $17::date, $6::uuid, $1, $2)
  )`);
const addClaimReferredBefore = addingClaim(
  `, used AS (
    UPDATE "ReferralUse" SET "institution" = $1, "claimNumber" = $2
    WHERE "issuer" = $15 AND "number" = $16 AND "institution" = $17 AND "claimNumber" = $18 RETURNING 1
  )`,
  ' AND EXISTS (SELECT FROM used)',
);

/** Takes back what the claim contributed, and nothing else. Answers the year's accumulators without it. */
export async function insertReversal(
  client: pg.PoolClient,
  { institution, claimNumber, personRef, region, year, sequence, settlement }: ClaimRow,
  reversal: NewReversal,
  before: Accumulators,
): Promise<Accumulators> {
  const amounts = withoutContributions(before, settlement.contributions);
  const { fingerprint, kind, reason, replacedBy, recordedAt } = reversal;
  const values = [institution, claimNumber, fingerprint, kind, reason, replacedBy, recordedAt, personRef, region, year];
  const keys = Object.keys(settlement.contributions);
  await client.query(addReversal, [...values, sequence, keys, JSON.stringify(amounts)]);
  return amounts;
}

const addReversal = `
  WITH later AS (
    SELECT c."institution", c."claimNumber", c."sequence" FROM "Claim" c
      LEFT JOIN "Reversal" r USING ("institution", "claimNumber")
    WHERE c."personRef" = $8::uuid AND c."region" = $9 AND c."year" = $10::int AND c."sequence" > $11::bigint
      AND c."dependsOn" && $12::text[] AND r."kind" IS NULL
  ), reversed AS (
    INSERT INTO "Reversal" ("institution", "claimNumber", "fingerprint", "kind", "reason", "replacedBy",
      "recordedAt", "laterClaims")
    SELECT $1, $2, $3, $4, $5, $6, $7,
      coalesce((SELECT jsonb_agg(jsonb_build_object('institution', "institution", 'claimNumber', "claimNumber")
        ORDER BY "sequence") FROM later), '[]')
  )
  UPDATE "PersonYear" SET "amounts" = $13 WHERE "personRef" = $8::uuid AND "region" = $9 AND "year" = $10::int`;

export async function findClaim(client: pg.Pool | pg.PoolClient, id: ClaimId): Promise<ClaimRow | undefined> {
  const values = [id.institution, id.claimNumber];
  const { rows } = await client.query({ name: 'findClaim', text: claimByNumber, values });
  const [row] = rows as {
    claim: Omit<ClaimRow, 'settledAt' | 'reversal'>;
    settledAt: Date;
    reversal: ReversalRow | null;
  }[];
  if (!row) return undefined;
  const { claim, settledAt, reversal } = row;
  return { ...claim, settledAt, reversal: reversal && { ...reversal, recordedAt: new Date(reversal.recordedAt) } };
}

const claimByNumber = `
  SELECT to_jsonb(c) - 'dependsOn' AS claim, c."settledAt", to_jsonb(r) - 'institution' - 'claimNumber' AS reversal
  FROM "Claim" c LEFT JOIN "Reversal" r USING ("institution", "claimNumber")
  WHERE c."institution" = $1 AND c."claimNumber" = $2`;

export async function amountsOf(pool: pg.Pool, { personRef, region, year }: PersonYear): Promise<Accumulators> {
  const text = 'SELECT "amounts" FROM "PersonYear" WHERE "personRef" = $1 AND "region" = $2 AND "year" = $3';
  const { rows } = await pool.query<{ amounts: Accumulators }>(text, [personRef, region, year]);
  return rows[0]?.amounts ?? {};
}
