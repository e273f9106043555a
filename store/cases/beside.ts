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
  readonly kind: string;
  readonly underWay: boolean;
}

export type Beside = Pick<Facts, 'recognised' | 'appliedFor'> & {
  /** How many of the person's cases were ever approved: whoever approves the next has to have seen them all. */
  readonly approvals: number;
  readonly places: readonly Place[];
};

/** What another case holds: the recognition or the application for it, or one application of each kind to change it. */
export interface Place {
  readonly disease: string;
  readonly kind: string;
  readonly underWay: boolean;
}

/** @param caseId none where nothing has been applied for yet. */
export function besideCase(personId: string, caseId: string | undefined): Prisma.Sql {
  return Prisma.sql`
    SELECT "id" AS "caseId", "disease", "region", "filingNumber", "benefitFrom"::text AS "from",
      "benefitUntil"::text AS "until", "recognitionTurn" AS "turn", "outcome" = 'approved' IS TRUE AS "approved",
      "holdsPlace", "kind", "status" IN ('received', 'open') AS "underWay"
    FROM "ApplicationCase"
    WHERE "personId" = ${personId}::uuid AND ("outcome" = 'approved' OR "status" IN ('received', 'open'))
      AND ${caseId === undefined ? Prisma.sql`TRUE` : Prisma.sql`"id" <> ${caseId}::uuid`}`;
}

export function besideIn(rows: readonly BesideRow[]): Beside {
  const approved = rows.filter((row) => row.approved);
  const holding = rows.filter((row) => row.holdsPlace);
  return {
    recognised: approved.flatMap(({ caseId, disease, region, holdsPlace, from, until, turn, filingNumber }) =>
      holdsPlace && from
        ? [
            {
              caseId,
              disease,
              region,
              filingNumber: filingNumber ?? '',
              from,
              ...(until && { until }),
              ...(turn && { turn }),
            },
          ]
        : [],
    ),
    // A stranger's application stands in the way of nothing.
    appliedFor: holding.flatMap(({ approved: isOver, disease, region }) => (isOver ? [] : [{ disease, region }])),
    approvals: approved.length,
    places: holding.map(({ disease, kind, underWay }) => ({ disease, kind, underWay })),
  };
}

const recognising: readonly string[] = ['initial', 'reapplication'];

/** By the same conditions as the unique indexes of places. */
export function isPlaceAmong(places: readonly Place[], { disease, kind }: { disease: string; kind: string }): boolean {
  return places.some((place) =>
    place.disease !== disease
      ? false
      : recognising.includes(kind)
        ? recognising.includes(place.kind)
        : place.kind === kind && place.underWay,
  );
}
