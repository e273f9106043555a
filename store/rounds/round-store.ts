import { DomainError } from '../../domain/errors.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { writeAtOnce } from '../one-statement.ts';
import { roundFigures, roundRulings } from './figures.ts';
import { openRound, roundOpening } from './opening.ts';
import type { ApprovedBeside, CarriedMember, MemberToTally, RoundBook, RoundRuling, RoundStore } from './port.ts';
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
      const [ruling] = await prisma.$queryRaw<RulingRow[]>`
        SELECT round."id" AS "round", member."outcome", member."reasons", round."signedBy", round."decidedAt",
          (SELECT coalesce(json_agg(json_build_object('region', other."region", 'disease', other."disease",
              'kind', other."kind", 'insuranceType', other."insuranceType", 'institution', other."institution",
              'channel', submission."channel", 'receivedAt', other."receivedAt")), '[]')
            FROM "ApplicationCase" AS own
              JOIN "ApplicationCase" AS other ON other."personId" = own."personId" AND other."id" <> own."id"
              JOIN "Submission" AS submission ON submission."id" = other."submissionId"
              JOIN "RoundMember" AS beside ON beside."caseId" = other."id" AND beside."roundId" = round."id"
            WHERE own."id" = member."caseId" AND beside."state" = 'ruled' AND beside."outcome" = 'approved'
              AND other."status" = 'open') AS "together"
        FROM "RoundMember" AS member JOIN "BatchRound" AS round ON round."id" = member."roundId"
        WHERE member."messageId" = ${messageId}::uuid AND member."caseId" = ${caseId}::uuid
          AND member."state" = 'ruled' AND round."state" IN ('signed', 'published')`;
      if (ruling) {
        const { reasons, together, ...ruled } = ruling;
        const received = together.map((beside) => ({ ...beside, receivedAt: new Date(beside.receivedAt) }));
        return { ...ruled, reasons: reasons ?? [], together: received };
      }
      throw new DomainError('STATE_CONFLICT', 'No signed round has ruled on this case.', {
        params: { case: caseId, message: messageId },
      });
    },
  };
}

/** JSON has its instants as text. */
interface RulingRow extends Omit<RoundRuling, 'reasons' | 'together'> {
  readonly reasons: readonly Reason[] | null;
  readonly together: readonly (Omit<ApprovedBeside, 'receivedAt'> & { readonly receivedAt: string })[];
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
