import { DomainError } from '../../domain/errors.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { writeAtOnce } from '../one-statement.ts';
import { roundFigures } from './figures.ts';
import { roundIdOf, roundOpening } from './opening.ts';
import type { CarriedMember, MemberToTally, RoundBook, RoundStore } from './port.ts';
import { panelRecords } from './panel.ts';
import { publicationRecords } from './publication.ts';
import { recorded } from './steps.ts';

export function createPrismaRounds(prisma: PrismaClient): RoundStore {
  return {
    ...panelRecords(prisma),
    ...publicationRecords(prisma),

    async get(roundId) {
      const found = await prisma.batchRound.findUnique({ where: { id: roundId } });
      if (found) return { ...found, state: found.state as RoundState };
      throw new DomainError('NOT_FOUND', `There is no round ${roundId}.`, { params: { round: roundId } });
    },

    figures: (roundId) => roundFigures(prisma, roundId),

    async done(roundId, effect) {
      const found = await prisma.roundEvent.findUnique({
        where: { roundId_effect: { roundId, effect } },
        select: { data: true },
      });
      return found?.data as object | undefined;
    },

    async record(roundId, step) {
      return (await prisma.$executeRaw(recorded(roundId, step))) > 0;
    },

    async membersToTally(roundId, limit) {
      return prisma.$queryRaw<MemberToTally[]>`
        SELECT member."caseId", member."state", cardinality("judges") > 0 AS "hasJudges",
          "case"."status" = 'open' AND "case"."opening" = member."opening" AS "waits",
          (SELECT coalesce(json_agg(json_build_object('subject', "subject", 'opinion', "opinion", 'reasons', "reasons") ORDER BY "subject"), '[]')
            FROM "Ballot" WHERE "Ballot"."roundId" = member."roundId" AND "Ballot"."caseId" = member."caseId") AS "ballots"
        FROM "RoundMember" AS member JOIN "ApplicationCase" AS "case" ON "case"."id" = member."caseId"
        WHERE member."roundId" = ${roundId} AND member."state" IN ('judging', 'asked') ORDER BY member."caseId" LIMIT ${limit}`;
    },

    async storeTally(roundId, tallied) {
      await prisma.$executeRaw`
        UPDATE "RoundMember" AS member SET "state" = found."state", "outcome" = found."outcome", "reasons" = found."reasons",
          "carriedBecause" = found."because"
        FROM jsonb_to_recordset(${JSON.stringify(tallied)}::jsonb) AS found ("caseId" uuid, "state" text, "outcome" text, "reasons" jsonb, "because" text)
        WHERE member."roundId" = ${roundId} AND member."caseId" = found."caseId" AND member."state" IN ('judging', 'asked')`;
    },

    async carriedBecause(roundId) {
      const groups = await prisma.roundMember.groupBy({
        by: ['carriedBecause'],
        where: { roundId, state: 'carried' },
        _count: true,
      });
      return Object.fromEntries(groups.map(({ carriedBecause, _count }) => [carriedBecause, _count]));
    },

    async carriedUntold(roundId, limit) {
      return prisma.$queryRaw<CarriedMember[]>`
        SELECT member."caseId", "carriedBecause" AS "because" FROM "RoundMember" AS member
        WHERE "roundId" = ${roundId} AND "state" = 'carried' AND NOT EXISTS (
          SELECT FROM "AuditEntry" WHERE "subjectId" = member."caseId" AND "effect" = 'notify:roundCarried:' || member."roundId")
        ORDER BY member."caseId" LIMIT ${limit}`;
    },

    async rulingOn(roundId, caseId) {
      const where = { roundId, caseId, state: 'ruled', round: { state: { in: ['signed', 'published'] } } };
      const member = await prisma.roundMember.findFirst({ where, include: { round: true } });
      if (member) {
        const { outcome, reasons, round } = member;
        return {
          outcome: outcome as Outcome,
          reasons: (reasons ?? []) as unknown as readonly Reason[],
          signedBy: round.signedBy!,
          decidedAt: round.decidedAt!,
        };
      }
      throw new DomainError('STATE_CONFLICT', 'No signed round has ruled on this case.', {
        params: { case: caseId, round: roundId },
      });
    },
  };
}

export function createPrismaRoundBook(prisma: PrismaClient): RoundBook {
  return {
    async ofMonth(region, month) {
      const select = { code: true, month: true, closesAt: true, state: true } as const;
      const rounds = await prisma.batchRound.findMany({ where: { region, month }, select, orderBy: { code: 'asc' } });
      return rounds.map((round) => ({ ...round, state: round.state as RoundState }));
    },

    async hadApplications(region, by) {
      return (
        (await prisma.applicationCase.findFirst({
          where: { region, receivedAt: { lte: by } },
          select: { id: true },
        })) !== null
      );
    },

    async open(times, opened) {
      await writeAtOnce(prisma, roundOpening(times, opened));
    },

    openAfter(roundId, step, times, opened) {
      return prisma.$transaction(async (transaction) => {
        // Of two attempts the second waits here, and then sees what the first did.
        await transaction.$executeRaw`SELECT FROM "BatchRound" WHERE "id" = ${roundId} FOR UPDATE`;
        const { effect } = step;
        if (await transaction.roundEvent.findUnique({ where: { roundId_effect: { roundId, effect } } })) return true;
        await writeAtOnce(transaction, roundOpening(times, opened));
        const found = await transaction.batchRound.findUniqueOrThrow({
          where: { id: roundIdOf(opened.region, times) },
        });
        if (found.kind !== opened.kind || found.openedAt.getTime() !== opened.at.getTime()) return false;
        await transaction.$executeRaw(recorded(roundId, step));
        return true;
      });
    },
  };
}
