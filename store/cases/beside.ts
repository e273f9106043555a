/** What a person holds and has applied for by other cases than one. */
import type { Facts } from '../../domain/eligibility/verdict.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { Prisma } from '../../generated/engine/client.ts';

export interface BesideRow {
  readonly caseId: string;
  readonly disease: string;
  readonly region: string;
  readonly filingNumber: string | null;
  readonly from: PlainDate | null;
  readonly until: PlainDate | null;
  readonly turn: number | null;
  readonly approved: boolean;
  readonly holdsPlace: boolean;
}

export type Beside = Pick<Facts, 'recognised' | 'appliedFor'> & {
  /** How many of the person's cases were ever approved: whoever approves the next has to have seen them all. */
  readonly approvals: number;
};

/** @param caseId none where nothing has been applied for yet. */
export function besideCase(personId: string, caseId: string | undefined): Prisma.Sql {
  return Prisma.sql`
    SELECT "id" AS "caseId", "disease", "region", "filingNumber", "benefitFrom"::text AS "from",
      "benefitUntil"::text AS "until", "recognitionTurn" AS "turn", "outcome" = 'approved' IS TRUE AS "approved",
      "holdsPlace"
    FROM "ApplicationCase"
    WHERE "personId" = ${personId}::uuid AND ("outcome" = 'approved' OR "status" IN ('received', 'open'))
      AND ${caseId === undefined ? Prisma.sql`TRUE` : Prisma.sql`"id" <> ${caseId}::uuid`}`;
}

export function besideIn(rows: readonly BesideRow[]): Beside {
  const approved = rows.filter((row) => row.approved);
  return {
    recognised: approved.flatMap(({ approved: _approved, holdsPlace, from, until, turn, filingNumber, ...held }) =>
      holdsPlace && from
        ? [{ ...held, filingNumber: filingNumber ?? '', from, ...(until && { until }), ...(turn && { turn }) }]
        : [],
    ),
    appliedFor: rows.flatMap(({ approved: isOver, disease, region }) => (isOver ? [] : [{ disease, region }])),
    approvals: approved.length,
  };
}
