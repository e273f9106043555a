import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { writeAtOnce } from '../../store/one-statement.ts';
import { roundSignedMessage } from '../../store/outbox/message.ts';
import { intoOutbox } from '../../store/outbox/outbox.ts';
import { lockMember, roundEvent, type Transaction } from './locked-member.ts';
import { codedRound, noSuchRound, requireRoundAction, type RoundName } from './round-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
}

export type Chair = ReturnType<typeof createChair>;

/** 组长: looks at what the panel found, leaves what must not stand to a later round, and signs the rest. */
export function createChair({ prisma, sealer, clock }: Dependencies) {
  return {
    /** The same again changes nothing. @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT */
    setAside(name: RoundName, caseId: string, note: string, caller: Caller): Promise<void> {
      return prisma.$transaction(async (transaction) => {
        const member = await lockMember(transaction, name, caseId);
        const { roundId, roundState: state, region, carriedBecause } = member;
        requireRoundAction('setAside', { state }, caller, { region });
        await requireUninvolved(transaction, roundId, caller);
        if (carriedBecause === 'setAside') return;
        if (member.state !== 'ruled') {
          throw new DomainError('STATE_CONFLICT', `setAside is not possible while the member is ${member.state}.`, {
            params: { action: 'setAside', state: member.state },
          });
        }
        const at = clock.now();
        await writeAtOnce(transaction, [
          Prisma.sql`UPDATE "RoundMember" SET "state" = 'carried', "carriedBecause" = 'setAside', "noteSealed" = ${sealer.seal(note)},
              "outcome" = NULL, "reasons" = NULL
            WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid`,
          roundEvent({
            roundId,
            effect: `setAside:${caseId}`,
            at,
            actor: caller.subject,
            action: 'setAside',
            data: { application: caseId },
          }),
        ]);
      });
    },

    /**
     * 签发: from now on the round stands, with one date of decision for all. Signing again by the same chair changes
     * nothing.
     * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT
     */
    sign(name: RoundName, caller: Caller): Promise<{ readonly decidedAt: Date }> {
      return prisma.$transaction(async (transaction) => {
        const round = await lockRound(transaction, name);
        if (round.signedBy === caller.subject && round.decidedAt) return { decidedAt: round.decidedAt };
        requireRoundAction('signRound', round, caller, { region: round.region });
        await requireUninvolved(transaction, round.id, caller);
        await requireCounted(transaction, round.id);
        const at = clock.now();
        await writeAtOnce(transaction, [
          Prisma.sql`UPDATE "BatchRound" SET "state" = 'signed', "signedAt" = ${at}::timestamptz, "decidedAt" = ${at}::timestamptz,
            "signedBy" = ${caller.subject} WHERE "id" = ${round.id}`,
          roundEvent({ roundId: round.id, effect: 'signed', at, actor: caller.subject, action: 'signed', data: {} }),
          intoOutbox(roundSignedMessage(round.id, at)),
        ]);
        return { decidedAt: at };
      });
    },
  };
}

async function lockRound(transaction: Transaction, { region, code }: RoundName) {
  const [found] = await transaction.$queryRaw<Parameters<typeof codedRound>[0][]>`
    SELECT * FROM "BatchRound" WHERE "region" = ${region} AND "code" = ${code} FOR UPDATE`;
  if (!found) throw noSuchRound({ region, code });
  return codedRound(found);
}

/**
 * Whoever judged in the round, or must not decide one of its cases, is not its chair.
 * @throws DomainError FOUR_EYES naming the rule
 */
async function requireUninvolved(
  transaction: Pick<Transaction, '$queryRaw'>,
  roundId: string,
  caller: Caller,
): Promise<void> {
  const rule = await involvementOf(transaction, roundId, caller);
  if (rule === undefined) return;
  throw new DomainError('FOUR_EYES', `This round is not for ${caller.subject} to sign: ${rule}.`, {
    params: { rule, subject: caller.subject },
  });
}

/** The rule by which the caller is not the chair of the round; undefined where there is none. */
export async function involvementOf(
  queries: Pick<Transaction, '$queryRaw'>,
  roundId: string,
  { subject }: Caller,
): Promise<string | undefined> {
  const [found] = await queries.$queryRaw<{ rule: string }[]>`
    SELECT 'judged' AS "rule" FROM "BallotAssignment" WHERE "subject" = ${subject} AND "roundId" = ${roundId} AND "state" <> 'replaced'
    UNION ALL
    SELECT 'judged' FROM "Ballot" WHERE "roundId" = ${roundId} AND "onBehalfOf" = ${subject}
    UNION ALL
    SELECT involved."rule" FROM "RoundMember" AS member JOIN "ApplicationCase" AS "case" ON "case"."id" = member."caseId"
      JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
      CROSS JOIN LATERAL (
        SELECT 'entered' AS "rule" WHERE submission."clientId" = ${subject}
        UNION ALL SELECT 'treatingPhysician' WHERE "case"."treatingPhysician" = ${subject}
        UNION ALL SELECT "rule" FROM "Conflict" WHERE "subjectId" = "case"."id" AND "staff" = ${subject}) AS involved
      WHERE member."roundId" = ${roundId} AND member."state" = 'ruled'
    LIMIT 1`;
  return found?.rule;
}

/** @throws DomainError STATE_CONFLICT while ballots are still being counted. */
async function requireCounted(transaction: Transaction, roundId: string): Promise<void> {
  const uncounted = await transaction.roundMember.findFirst({
    where: { roundId, state: { in: ['judging', 'asked'] } },
    select: { caseId: true },
  });
  if (!uncounted) return;
  throw new DomainError('STATE_CONFLICT', 'The ballots of the round are still being counted.', {
    params: { action: 'signRound', state: 'counting' },
  });
}
