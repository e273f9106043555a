import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { tellsIntoOutboxAfter } from '../outbox/outbox.ts';
import type { RoundStore } from './port.ts';

/** The messages by which a signed round wakes its members, each once: its id follows from round and case. */
export function publicationRecords(prisma: PrismaClient): Pick<RoundStore, 'wakeMembers' | 'membersAwaited'> {
  return {
    async wakeMembers(roundId, limit, at) {
      return prisma.$executeRaw`
        WITH woken AS (
          SELECT "caseId", "workflowId", "signedBy",
            overlay(overlay(
              substr(encode(sha256(convert_to("roundId" || '/' || "caseId", 'UTF8')), 'hex'), 1, 32)
              PLACING '5' FROM 13) PLACING '8' FROM 17)::uuid AS "messageId"
          FROM "RoundMember" AS member JOIN "BatchRound" AS round ON round."id" = member."roundId"
          WHERE "roundId" = ${roundId} AND member."state" = 'ruled' AND "messageId" IS NULL AND round."state" = 'signed'
          ORDER BY "caseId" LIMIT ${limit}),
        message AS (
          INSERT INTO "CaseMessage" ("id", "caseId", "kind", "sentBy", "sentAt", "state")
          SELECT "messageId", "caseId", 'roundRuled', "signedBy", ${at}, 'sent' FROM woken ON CONFLICT DO NOTHING),
        sending AS (
          ${tellsIntoOutboxAfter('woken', ruled, at)})
        UPDATE "RoundMember" AS member SET "messageId" = woken."messageId" FROM woken
        WHERE member."roundId" = ${roundId} AND member."caseId" = woken."caseId"`;
    },

    /** Refused means decided, withdrawn or dead meanwhile: whichever the case recorded first. */
    async membersAwaited(roundId, from = '00000000-0000-0000-0000-000000000000') {
      const [awaited] = await prisma.$queryRaw<[{ count: bigint; first: string | null }]>`
        WITH answered AS (
          SELECT member."caseId", message."state"
          FROM "RoundMember" AS member JOIN "CaseMessage" AS message ON message."id" = member."messageId"
          WHERE "roundId" = ${roundId} AND member."state" = 'ruled' AND member."caseId" >= ${from}::uuid
            AND message."state" <> 'taken'),
        gone AS (
          UPDATE "RoundMember" AS member SET "state" = 'left' FROM answered
          WHERE member."roundId" = ${roundId} AND member."caseId" = answered."caseId" AND answered."state" = 'refused')
        SELECT count(*), (array_agg("caseId" ORDER BY "caseId"))[1] AS "first" FROM answered WHERE "state" = 'sent'`;
      return { count: Number(awaited.count), ...(awaited.first && { first: awaited.first }) };
    },
  };
}

/** domain/case/case-message.ts MessageSent */
const ruled = Prisma.sql`jsonb_build_object('id', "messageId", 'kind', 'roundRuled')`;
