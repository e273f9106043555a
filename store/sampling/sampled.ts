import type { DecidedBy, Outcome } from '../../domain/case/decision.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Consequence, Handling, OpinionState, SampledState } from '../../domain/sampling/check.ts';
import type { Prisma, PrismaClient, SampledCase, SamplingOpinion } from '../../generated/engine/client.ts';
import { coded, type Coded } from '../cases/coded.ts';
import { codedDraw, sampledRef, type Draw, type DrawName } from './draws.ts';
import type { SampledRef } from './port.ts';

interface SampledCodes {
  readonly outcome: Outcome;
  readonly decidedBy: DecidedBy['kind'];
  readonly state: SampledState;
  readonly handling: Handling | null;
  readonly follows: Consequence | null;
}

interface OpinionCodes {
  readonly state: OpinionState;
  readonly opinion: Outcome | null;
  readonly reasons: readonly Reason[] | null;
}

export type SampledOpinion = Omit<SamplingOpinion, keyof OpinionCodes> & OpinionCodes;

const parts = {
  draw: true,
  opinions: { orderBy: { ordinal: 'asc' } },
  case: { include: { submission: true, messages: { where: { kind: 'appealed' } } } },
} satisfies Prisma.SampledCaseInclude;

type Row = Prisma.SampledCaseGetPayload<{ include: typeof parts }>;

/** A decision that was drawn, with its draw, whom it was put to, and the case as it stands now. */
export interface SampledDecision extends Omit<SampledCase, keyof SampledCodes>, SampledCodes {
  readonly draw: Draw;
  readonly opinions: readonly SampledOpinion[];
  readonly case: Coded<Row['case']>;
}

/** What stood in the record when it was decided. */
export interface Evidence {
  readonly factsSealed: Uint8Array | null;
  readonly visits: readonly { readonly reportSealed: Uint8Array; readonly photographIds: string[] }[];
}

export type SampledRecords = ReturnType<typeof sampledRecords>;

/** Decisions that were drawn, for whoever reads them. */
export function sampledRecords(prisma: PrismaClient) {
  return {
    /** @throws DomainError NOT_FOUND */
    get: (name: DrawName, caseId: string) => getDecision(prisma, sampledRef(name, caseId)),

    ofDraw: (drawId: string, state: SampledState | undefined, after: SampledRef | undefined, limit: number) =>
      page({ drawId, ...(state && { state }) }, after, limit),

    /** Recognitions that were found wrong, and about which the office has done nothing yet. */
    corrections: (regions: readonly string[] | undefined, after: SampledRef | undefined, limit: number) =>
      page(
        {
          follows: 'recognitionBeforeOffice',
          followedAt: null,
          ...(regions && { draw: { region: { in: [...regions] } } }),
        },
        after,
        limit,
      ),

    /** What one judge is asked, the longest asked first. */
    async askedOf(
      judge: string,
      state: OpinionState,
      after: { calledAt: string; caseId: string } | undefined,
      limit: number,
    ): Promise<{ readonly calledAt: Date; readonly decision: SampledDecision }[]> {
      const beyond = after && {
        OR: [{ calledAt: { gt: after.calledAt } }, { calledAt: after.calledAt, caseId: { gt: after.caseId } }],
      };
      const rows = await prisma.samplingOpinion.findMany({
        where: { subject: judge, state, ...beyond },
        include: { sampled: { include: parts } },
        orderBy: [{ calledAt: 'asc' }, { caseId: 'asc' }],
        take: limit,
      });
      return rows.map(({ calledAt, sampled }) => ({ calledAt, decision: codedDecision(sampled) }));
    },

    /** As the last assessment before the decision saw it, with what a home visit had found by then. */
    async evidenceOf({ caseId, decidedAt }: SampledDecision): Promise<Evidence> {
      const [assessment, visits] = await Promise.all([
        prisma.assessment.findFirst({
          where: { caseId, assessedAt: { lte: decidedAt } },
          orderBy: { ordinal: 'desc' },
        }),
        prisma.homeVisit.findMany({
          where: { caseId, state: 'done', endedAt: { lte: decidedAt } },
          orderBy: { endedAt: 'asc' },
        }),
      ]);
      return {
        factsSealed: assessment && assessment.factsSealed,
        visits: visits.map(({ reportSealed, photographIds }) => ({ reportSealed: reportSealed!, photographIds })),
      };
    },
  };

  async function page(
    where: Prisma.SampledCaseWhereInput,
    after: SampledRef | undefined,
    limit: number,
  ): Promise<SampledDecision[]> {
    const beyond = after && {
      OR: [{ drawId: { gt: after.drawId } }, { drawId: after.drawId, caseId: { gt: after.caseId } }],
    };
    const rows = await prisma.sampledCase.findMany({
      where: { AND: [where, beyond ?? {}] },
      include: parts,
      orderBy: [{ drawId: 'asc' }, { caseId: 'asc' }],
      take: limit,
    });
    return rows.map(codedDecision);
  }
}

/** What somebody was asked for; nobody stands in for a judge, who was drawn by name. */
export function askedOf({ opinions }: SampledDecision, judge: string): SampledOpinion | undefined {
  return opinions.find(({ subject }) => subject === judge);
}

/** @throws DomainError NOT_FOUND */
export async function getDecision(
  through: Prisma.TransactionClient,
  { drawId, caseId }: SampledRef,
): Promise<SampledDecision> {
  const where = { drawId_caseId: { drawId, caseId } };
  const row = await through.sampledCase.findUnique({ where, include: parts });
  if (row) return codedDecision(row);
  throw new DomainError('NOT_FOUND', `The decision is not in the draw ${drawId}.`, {
    params: { draw: drawId, application: caseId },
  });
}

function codedDecision(row: Row): SampledDecision {
  return { ...(row as unknown as SampledDecision), draw: codedDraw(row.draw), case: coded(row.case) };
}
