import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { inHandsOf } from '../../store/tasks/hands.ts';
import { memberActions } from './member-standing.ts';
import { codedMember, codedRound, type AssignmentState } from './round-rows.ts';
import { linkOf } from './rounds.ts';

export type MyBallots = ReturnType<typeof createMyBallots>;

/**
 * What the caller, or whoever the caller stands in for, is asked to judge, over all rounds: the first to close first.
 */
export function createMyBallots({ prisma }: { prisma: PrismaClient }) {
  return async function ballots(state: AssignmentState, caller: Caller, limit: number, cursor: string | undefined) {
    const after = cursor === undefined ? undefined : decodeValues(cursor, position);
    const asked = inHandsOf(caller, { holder: Prisma.sql`assignment."subject"`, region: Prisma.sql`round."region"` });
    const keys = await prisma.$queryRaw<Key[]>`
      SELECT assignment."roundId", assignment."caseId", assignment."subject", round."closesAt"
      FROM "BallotAssignment" AS assignment JOIN "BatchRound" AS round ON round."id" = assignment."roundId"
      WHERE ${asked} AND assignment."state" = ${state}
        AND (${state} <> 'waiting' OR round."state" = 'voting')
        AND (${after === undefined} OR (round."closesAt", assignment."roundId", assignment."caseId", assignment."subject")
          > (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}, ${after?.[2] ?? null}::uuid, ${after?.[3] ?? null}))
      ORDER BY round."closesAt", assignment."roundId", assignment."caseId", assignment."subject" LIMIT ${limit + 1}`;
    const { items, next } = pageBy(keys, limit, ({ closesAt, roundId, caseId, subject }) =>
      encodeValues([closesAt.toISOString(), roundId, caseId, subject]),
    );
    const members = await membersOf(items);
    return {
      items: items.map(({ roundId, caseId, subject }) =>
        viewOf(members.get(`${roundId}/${caseId}`)!, subject, state, caller),
      ),
      next,
    };
  };

  async function membersOf(keys: readonly Key[]) {
    const rows = await prisma.roundMember.findMany({
      where: { OR: keys.map(({ roundId, caseId }) => ({ roundId, caseId })) },
      include: {
        round: true,
        case: { select: { disease: true, institution: true } },
        assignments: { select: { subject: true, state: true } },
      },
    });
    return new Map(
      rows.map((row) => [`${row.roundId}/${row.caseId}`, { ...codedMember(row), round: codedRound(row.round) }]),
    );
  }

  function viewOf(member: MemberRow, subject: string, state: AssignmentState, caller: Caller) {
    const { caseId: applicationId, specialty, round } = member;
    const self = `${linkOf(round)}/members/${applicationId}`;
    return {
      round: { region: round.region, code: round.code, state: round.state, closesAt: round.closesAt.toISOString() },
      applicationId,
      disease: member.case.disease,
      specialty,
      subject,
      state,
      permittedActions: memberActions(member, round, caller),
      links: { member: self, ballot: `${self}/ballot` },
    };
  }

  type MemberRow = Awaited<ReturnType<typeof membersOf>> extends Map<string, infer Row> ? Row : never;
}

interface Key {
  readonly roundId: string;
  readonly caseId: string;
  readonly subject: string;
  readonly closesAt: Date;
}

const position = z.tuple([z.iso.datetime(), z.string(), z.uuid(), z.string()]);
