/** What people do to a round, each act in one transaction that holds the rows it judges by. */
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { writeAtOnce } from '../one-statement.ts';
import { roundSignedMessage } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { appended, type Effect } from '../subjects/effects.ts';
import { subjectIdOf } from '../subjects/subject.ts';
import { involvementOf } from './involvement.ts';
import { assignmentsOf, lockMember, type Assignment, type LockedMember } from './locked-member.ts';
import type { MemberWrite } from './member-writes.ts';
import { noSuchRound, type RoundName, type RoundRow } from './round-rows.ts';

type Transaction = Prisma.TransactionClient;

/** What the audit chain of the round says of an act, once under its key. */
type ActEntry = Pick<Effect<object>, 'actor' | 'action' | 'result'> & { readonly key: string };

/** A member whose row is held, and what can be asked and done meanwhile. */
export interface HeldMember extends LockedMember {
  /** In the order in which they were called. */
  assignments(): Promise<Assignment[]>;
  /** 一次性告知, in this opening of its case. */
  wasAskedForPapers(): Promise<boolean>;
  involvementOf(subject: string): Promise<string | undefined>;
  change(at: Date, writes: readonly MemberWrite[], entry?: ActEntry): Promise<void>;
}

export interface HeldRound extends RoundRow {
  /** No member is judged any more. */
  isCounted(): Promise<boolean>;
  involvementOf(subject: string): Promise<string | undefined>;
  /** 签发 */
  sign(by: string, at: Date): Promise<void>;
}

export type RoundLocks = ReturnType<typeof createRoundLocks>;

export function createRoundLocks({ prisma, sealer: { seal } }: { prisma: PrismaClient; sealer: Sealer }) {
  return {
    /** What `act` throws leaves all as it was. @throws DomainError NOT_FOUND */
    member<R>(name: RoundName, caseId: string, act: (member: HeldMember) => Promise<R>): Promise<R> {
      return prisma.$transaction(async (transaction) => act(await heldMember(transaction, name, caseId)));
    },

    /** The same for the round as a whole. @throws DomainError NOT_FOUND */
    round<R>(name: RoundName, act: (round: HeldRound) => Promise<R>): Promise<R> {
      return prisma.$transaction(async (transaction) => act(await heldRound(transaction, name)));
    },

    /** The round in which the case waits for somebody's ballot. */
    async roundWaitingFor(subject: string, caseId: string): Promise<RoundName | undefined> {
      const asked = await prisma.ballotAssignment.findFirst({
        where: { caseId, subject, state: 'waiting', member: { state: { in: ['judging', 'asked'] } } },
        select: { member: { select: { round: { select: { region: true, code: true } } } } },
      });
      return asked?.member.round;
    },
  };

  async function heldMember(transaction: Transaction, name: RoundName, id: string): Promise<HeldMember> {
    const member = await lockMember(transaction, name, id);
    const { roundId, caseId, opening } = member;
    return {
      ...member,
      assignments: () => assignmentsOf(transaction, member),
      involvementOf: (subject) => involvementOf(transaction, roundId, subject),
      async wasAskedForPapers() {
        const where = { subjectId: caseId, effect: `supplement:${opening}` };
        return (await transaction.auditEntry.count({ where })) > 0;
      },
      async change(at, writes, entry) {
        const entries = entry ? await entriesOf(transaction, roundId, at, entry) : [];
        await writeAtOnce(transaction, [...writes.flatMap((write) => write({ member, at, seal })), ...entries]);
      },
    };
  }
}

async function heldRound(transaction: Transaction, { region, code }: RoundName): Promise<HeldRound> {
  const [round] = await transaction.$queryRaw<RoundRow[]>`
    SELECT * FROM "BatchRound" WHERE "region" = ${region} AND "code" = ${code} FOR UPDATE`;
  if (!round) throw noSuchRound({ region, code });
  const roundId = round.id;
  return {
    ...round,
    involvementOf: (subject) => involvementOf(transaction, roundId, subject),
    async isCounted() {
      const uncounted = { roundId, state: { in: ['judging', 'asked'] } };
      return (await transaction.roundMember.findFirst({ where: uncounted, select: { caseId: true } })) === null;
    },
    async sign(by, at) {
      const signed = { key: 'signed', actor: by, action: 'signed', result: {} };
      await writeAtOnce(transaction, [
        signature(roundId, by, at),
        ...(await entriesOf(transaction, roundId, at, signed)),
        intoOutbox(roundSignedMessage(roundId, at)),
      ]);
    },
  };
}

/** One date of decision for all members. */
function signature(roundId: string, by: string, at: Date): Prisma.Sql {
  return Prisma.sql`UPDATE "BatchRound" SET "state" = 'signed', "signedAt" = ${at}::timestamptz,
    "decidedAt" = ${at}::timestamptz, "signedBy" = ${by} WHERE "id" = ${roundId}`;
}

function entriesOf(transaction: Transaction, roundId: string, at: Date, { key, ...entry }: ActEntry) {
  return appended(transaction, subjectIdOf('round', roundId), key, { at, ...entry });
}
