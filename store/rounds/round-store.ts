import { DomainError } from '../../domain/errors.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { writeAtOnce } from '../one-statement.ts';
import { roundFigures, roundRulings } from './figures.ts';
import { openRound, roundOpening } from './opening.ts';
import type { CarriedMember, MemberToTally, RoundBook, RoundStore } from './port.ts';
import { panelRecords } from './panel.ts';
import { publicationRecords } from './publication.ts';
import { stepTaken, takeStep } from './steps.ts';

export function createPrismaRounds(prisma: PrismaClient): RoundStore {
  return {
    ...panelRecords(prisma),
    ...publicationRecords(prisma),

    async get(roundId) {
      const round = await prisma.batchRound.findUnique({ where: { id: roundId } });
      if (round) return { ...round, state: round.state as RoundState };
      throw new DomainError('NOT_FOUND', `There is no round ${roundId}.`, { params: { round: roundId } });
    },

    figures: (roundId) => roundFigures(prisma, roundId),

    async done(roundId, effect) {
      return (await stepTaken(prisma, roundId, effect))?.data;
    },

    record(roundId, step) {
      return prisma.$transaction((transaction) => takeStep(transaction, roundId, step));
    },

    async membersToTally(roundId, limit) {
      return prisma.$queryRaw<MemberToTally[]>`
        SELECT member."caseId", member."state", cardinality("judges") > 0 AS "hasJudges",
          "case"."status" = 'open' AND "case"."opening" = member."opening" AS "waits",
          (SELECT coalesce(json_agg(
              json_build_object('subject', "subject", 'opinion', "opinion", 'reasons', "reasons") ORDER BY "subject"
            ), '[]')
            FROM "Ballot" AS ballot
            WHERE ballot."roundId" = member."roundId" AND ballot."caseId" = member."caseId") AS "ballots"
        FROM "RoundMember" AS member JOIN "ApplicationCase" AS "case" ON "case"."id" = member."caseId"
        WHERE member."roundId" = ${roundId} AND member."state" IN ('judging', 'asked')
        ORDER BY member."caseId" LIMIT ${limit}`;
    },

    async storeTally(roundId, tallied) {
      await prisma.$executeRaw`
        UPDATE "RoundMember" AS member SET "state" = tallied."state", "outcome" = tallied."outcome",
          "reasons" = tallied."reasons", "carriedBecause" = tallied."because"
        FROM jsonb_to_recordset(${JSON.stringify(tallied)}::jsonb)
          AS tallied ("caseId" uuid, "state" text, "outcome" text, "reasons" jsonb, "because" text)
        WHERE member."roundId" = ${roundId} AND member."caseId" = tallied."caseId"
          AND member."state" IN ('judging', 'asked')`;
    },

    async carriedBecause(roundId) {
      return (await roundRulings(prisma, roundId)).carried;
    },

    async carriedUntold(roundId, limit) {
      return prisma.$queryRaw<CarriedMember[]>`
        SELECT member."caseId", "carriedBecause" AS "because" FROM "RoundMember" AS member
        WHERE "roundId" = ${roundId} AND "state" = 'carried' AND NOT EXISTS (
          SELECT FROM "AuditEntry"
          WHERE "subjectId" = member."caseId" AND "effect" = 'notify:roundCarried:' || member."roundId")
        ORDER BY member."caseId" LIMIT ${limit}`;
    },

    async rulingBehind(messageId, caseId) {
      const where = { messageId, caseId, state: 'ruled', round: { state: { in: ['signed', 'published'] } } };
      const member = await prisma.roundMember.findFirst({ where, include: { round: true } });
      if (member) {
        const { outcome, reasons, round } = member;
        return {
          round: round.id,
          outcome: outcome as Outcome,
          reasons: (reasons ?? []) as unknown as readonly Reason[],
          signedBy: round.signedBy!,
          decidedAt: round.decidedAt!,
        };
      }
      throw new DomainError('STATE_CONFLICT', 'No signed round has ruled on this case.', {
        params: { case: caseId, message: messageId },
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
        if (await stepTaken(transaction, roundId, step.effect)) return true;
        if (!(await openRound(transaction, times, opened))) return false;
        await takeStep(transaction, roundId, step);
        return true;
      });
    },
  };
}
