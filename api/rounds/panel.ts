import type { Caller } from '../../domain/access/access.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { requirePermission } from '../http/authentication.ts';
import { findRound, type RoundName } from './round-rows.ts';
import { linkOf } from './rounds.ts';

export type PanelReads = ReturnType<typeof createPanelReads>;

interface PersonFigures {
  subject: string;
  called: number;
  cast: number;
  replaced: number;
  differed: number;
}

/** 专家组 as it was drawn, and, once nobody votes any more, what each of them did. */
export function createPanelReads({ prisma }: { prisma: PrismaClient }) {
  return async function panel(name: RoundName, caller: Caller) {
    const round = await findRound(prisma, name);
    requirePermission('readPanel', caller, { region: round.region });
    const experts = await prisma.roundExpert.findMany({
      where: { roundId: round.id },
      omit: { roundId: true },
      orderBy: { subject: 'asc' },
    });
    const isOpen = round.state !== 'announced' && round.state !== 'voting';
    const figures = isOpen ? await figuresOf(round.id) : undefined;
    const none = { called: 0, cast: 0, replaced: 0, differed: 0 };
    return {
      seed: round.seed,
      experts: experts.map((expert) => ({
        ...expert,
        figures: figures ? (figures.get(expert.subject) ?? none) : null,
      })),
      links: { members: `${linkOf(round)}/members` },
    };
  };

  async function figuresOf(roundId: string) {
    const rows = await prisma.$queryRaw<PersonFigures[]>`
      SELECT assignment."subject", count(*)::int AS "called", count(ballot."subject")::int AS "cast",
        count(*) FILTER (WHERE assignment."state" = 'replaced')::int AS "replaced",
        count(*) FILTER (WHERE ballot."opinion" <> member."outcome")::int AS "differed"
      FROM "BallotAssignment" AS assignment JOIN "RoundMember" AS member USING ("roundId", "caseId")
        LEFT JOIN "Ballot" AS ballot ON ballot."roundId" = assignment."roundId" AND ballot."caseId" = assignment."caseId"
          AND ballot."subject" = assignment."subject"
      WHERE assignment."roundId" = ${roundId} GROUP BY assignment."subject"`;
    return new Map(rows.map(({ subject, ...figures }) => [subject, figures]));
  }
}
