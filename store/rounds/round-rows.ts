import type { Reach } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import type { BatchRound, Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { CodedRound } from './codes.ts';
import { neededBallots, roundFigures, roundRulings } from './figures.ts';
import { involvementOf } from './involvement.ts';
import { membersToDraw } from './members-to-draw.ts';
import { stepTaken } from './steps.ts';

export type RoundRow = CodedRound<BatchRound>;

/** A round by its name in paths. */
export interface RoundName {
  readonly region: string;
  readonly code: string;
}

export interface RoundFilter {
  readonly region?: string | undefined;
  readonly month?: string | undefined;
  readonly state?: RoundState | undefined;
}

/** Where a page of rounds begins: after this one. */
export interface RoundPlace {
  readonly closesAt: string;
  readonly id: string;
}

/** What an expert did in a round. */
interface JudgeFigures {
  readonly subject: string;
  readonly called: number;
  readonly cast: number;
  readonly replaced: number;
  /** Ballots other than what was ruled. */
  readonly differed: number;
}

export type RoundRows = ReturnType<typeof createRoundRows>;

/** Rounds as they are read. */
export function createRoundRows(prisma: PrismaClient) {
  return {
    /** @throws DomainError NOT_FOUND */
    async get({ region, code }: RoundName) {
      const row = await prisma.batchRound.findUnique({
        where: { region_code: { region, code } },
        include: { policyVersion: { select: { id: true, pack: true, version: true } } },
      });
      if (row) return row as CodedRound<typeof row>;
      throw noSuchRound({ region, code });
    },

    /** The last to close first; of those within one of `reaches`. */
    async page(filter: RoundFilter, reaches: readonly Reach[], after: RoundPlace | undefined, limit: number) {
      const within = reaches.map(({ regions }) => (regions ? { region: { in: [...regions] } } : {}));
      const rows = await prisma.batchRound.findMany({
        where: { AND: [filter as Prisma.BatchRoundWhereInput, { OR: within }, closedBefore(after)] },
        orderBy: [{ closesAt: 'desc' }, { id: 'desc' }],
        take: limit,
      });
      return rows as RoundRow[];
    },

    figures: (roundId: string) => roundFigures(prisma, roundId),
    rulings: (roundId: string) => roundRulings(prisma, roundId),
    neededBallots: (roundId: string, experts: number) => neededBallots(prisma, roundId, experts),
    involvementOf: (roundId: string, subject: string) => involvementOf(prisma, roundId, subject),
    stepTaken: (roundId: string, effect: string) => stepTaken(prisma, roundId, effect),
    membersToDraw: (roundId: string, by: Date) => membersToDraw(prisma, roundId, by),

    /** The register of experts as it was when the panel was drawn. */
    register: (roundId: string) =>
      prisma.roundExpert.findMany({ where: { roundId }, omit: { roundId: true }, orderBy: { subject: 'asc' } }),

    /** Who may judge each member, in the order drawn. */
    async judges(roundId: string): Promise<ReadonlyMap<string, readonly string[]>> {
      const rows = await prisma.roundMember.findMany({ where: { roundId }, select: { caseId: true, judges: true } });
      return new Map(rows.map(({ caseId, judges }) => [caseId, judges]));
    },

    judgeFigures: (roundId: string) => prisma.$queryRaw<JudgeFigures[]>`
      SELECT assignment."subject", count(*)::int AS "called", count(ballot."subject")::int AS "cast",
        count(*) FILTER (WHERE assignment."state" = 'replaced')::int AS "replaced",
        count(*) FILTER (WHERE ballot."opinion" <> member."outcome")::int AS "differed"
      FROM "BallotAssignment" AS assignment JOIN "RoundMember" AS member USING ("roundId", "caseId")
        LEFT JOIN "Ballot" AS ballot ON ballot."roundId" = assignment."roundId"
          AND ballot."caseId" = assignment."caseId" AND ballot."subject" = assignment."subject"
      WHERE assignment."roundId" = ${roundId} GROUP BY assignment."subject"`,
  };
}

function closedBefore(after: RoundPlace | undefined): Prisma.BatchRoundWhereInput {
  if (!after) return {};
  const { closesAt, id } = after;
  return { OR: [{ closesAt: { lt: closesAt } }, { closesAt, id: { lt: id } }] };
}

export function noSuchRound({ region, code }: RoundName): DomainError {
  return new DomainError('NOT_FOUND', `There is no round ${code} in ${region}.`, { params: { region, code } });
}

export function noSuchMember({ region, code }: RoundName, caseId: string): DomainError {
  return new DomainError('NOT_FOUND', `The application is not in the round ${code}.`, {
    params: { region, code, application: caseId },
  });
}
