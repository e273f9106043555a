import { z } from 'zod';
import { reaches, type Caller } from '../../domain/access/access.ts';
import type { CarriedBecause } from '../../domain/notices/round-notices.ts';
import type { RoundAction, RoundState } from '../../domain/rounds/standing.ts';
import { panelOf } from '../../domain/rounds/panel.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { roundFigures } from '../../store/rounds/figures.ts';
import { requirePermission } from '../http/authentication.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { involvementOf } from './chair.ts';
import { actionsOn, codedRound, findRound, type RoundName, type RoundRow } from './round-rows.ts';

export interface RoundFilter {
  readonly region?: string | undefined;
  readonly month?: string | undefined;
  readonly state?: RoundState | undefined;
}

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  policies: PolicyStore;
}

export type RoundReads = ReturnType<typeof createRoundReads>;

/** Rounds and their figures; nothing that says how anybody voted while they vote. */
export function createRoundReads({ prisma, sealer, policies }: Dependencies) {
  return {
    /** The last to close first. */
    async list(filter: RoundFilter, caller: Caller, limit: number, cursor: string | undefined) {
      const [at, id] = cursor === undefined ? [] : decodeValues(cursor, position);
      const rows = await prisma.batchRound.findMany({
        where: {
          AND: [
            filter as Prisma.BatchRoundWhereInput,
            {
              OR: reaches('readRound', caller).map(({ regions }) => (regions ? { region: { in: [...regions] } } : {})),
            },
            at !== undefined && id !== undefined
              ? { OR: [{ closesAt: { lt: at } }, { closesAt: at, id: { lt: id } }] }
              : {},
          ],
        },
        orderBy: [{ closesAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      const { items, next } = pageBy(rows, limit, ({ closesAt, id }) => encodeValues([closesAt.toISOString(), id]));
      return { items: items.map((row) => summaryOf(codedRound(row), caller)), next };
    },

    /** @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async get(name: RoundName, caller: Caller) {
      const round = await findRound(prisma, name);
      requirePermission('readRound', caller, { region: round.region });
      const summary = summaryOf(round, caller);
      const asChair = summary.permittedActions.some((action) => ofTheChair.includes(action));
      const rule = asChair ? await involvementOf(prisma, round.id, caller) : undefined;
      const panel = panelOf(await policies.get(round.policyVersionId));
      return {
        ...summary,
        permittedActions: summary.permittedActions.filter(
          (action) => rule === undefined || !ofTheChair.includes(action),
        ),
        signingBarredBy: rule ?? null,
        policy: round.policyVersion,
        reason: await reasonOf(round.id),
        panel,
        figures: await figuresOf(round, panel.experts),
      };
    },
  };

  async function reasonOf(roundId: string): Promise<string | null> {
    const event = await prisma.roundEvent.findUnique({ where: { roundId_effect: { roundId, effect: 'reason' } } });
    const { sealed } = (event?.data ?? {}) as { sealed?: string };
    return sealed === undefined ? null : (sealer.open(Buffer.from(sealed, 'base64')) as string);
  }

  async function figuresOf({ id, state }: RoundRow, experts: number) {
    const [{ members, splits, decided }, ballots, ruled] = await Promise.all([
      roundFigures(prisma, id),
      neededBallots(id, experts),
      rulings(id),
    ]);
    const outcomes = { approved: 0, notRecognised: 0 };
    const carried: Partial<Record<CarriedBecause, number>> = {};
    for (const { outcome, carriedBecause, count } of ruled) {
      if (outcome) outcomes[outcome] += count;
      if (carriedBecause) carried[carriedBecause] = (carried[carriedBecause] ?? 0) + count;
    }
    const open = state !== 'announced' && state !== 'voting';
    return { members, ballots, splits: open ? splits : null, outcomes: open ? outcomes : null, carried, decided };
  }

  async function neededBallots(roundId: string, experts: number) {
    const [found] = await prisma.$queryRaw<[{ due: number; cast: number }]>`
      SELECT coalesce(sum(${experts}::int), 0)::int AS "due", coalesce(sum(least(coalesce(given."count", 0), ${experts}::int)), 0)::int AS "cast"
      FROM "RoundMember" AS member
        LEFT JOIN (SELECT "caseId", count(*) AS "count" FROM "Ballot" WHERE "roundId" = ${roundId} GROUP BY "caseId") AS given USING ("caseId")
      WHERE member."roundId" = ${roundId} AND member."state" <> 'left'`;
    return found;
  }

  function rulings(roundId: string) {
    return prisma.$queryRaw<
      { outcome: 'approved' | 'notRecognised' | null; carriedBecause: CarriedBecause | null; count: number }[]
    >`
      SELECT "outcome", "carriedBecause", count(*)::int AS "count" FROM "RoundMember"
      WHERE "roundId" = ${roundId} AND ("outcome" IS NOT NULL OR "carriedBecause" IS NOT NULL) GROUP BY "outcome", "carriedBecause"`;
  }
}

const position = z.tuple([z.iso.datetime(), z.string()]);

const ofTheChair: readonly RoundAction[] = ['setAside', 'signRound'];

export function linkOf({ region, code }: RoundName): string {
  return `/v1/rounds/${region}/${code}`;
}

export function summaryOf(round: Omit<RoundRow, 'policyVersion'>, caller: Caller) {
  const { region, code, month, kind, state, openedBy, signedBy } = round;
  const text = (instant: Date | null) => instant?.toISOString() ?? null;
  return {
    region,
    code,
    month,
    kind,
    state,
    openedBy,
    signedBy,
    cutOffAt: round.cutOffAt.toISOString(),
    remindAt: round.remindAt.toISOString(),
    substituteAt: round.substituteAt.toISOString(),
    closesAt: round.closesAt.toISOString(),
    openedAt: round.openedAt.toISOString(),
    closedAt: text(round.closedAt),
    signedAt: text(round.signedAt),
    decidedAt: text(round.decidedAt),
    publishedAt: text(round.publishedAt),
    permittedActions: actionsOn(round, caller),
    links: { self: linkOf(round), members: `${linkOf(round)}/members` },
  };
}
