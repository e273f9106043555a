import type { Caller } from '../../domain/access/access.ts';
import { Prisma, type BallotAssignment, type PrismaClient } from '../../generated/engine/client.ts';
import { askedOf } from '../cases/case-access.ts';
import { heldBy } from '../tasks/held-by.ts';
import type { AssignmentState, CodedAssignment, CodedBallot, CodedMember, CodedRound, MemberState } from './codes.ts';

const judged = {
  case: {
    select: {
      disease: true,
      region: true,
      institution: true,
      submission: { select: { applicantSealed: true, policyVersionId: true } },
    },
  },
  assignments: { orderBy: { ordinal: 'asc' }, include: { ballot: true } },
} satisfies Prisma.RoundMemberInclude;

const asked = {
  round: true,
  case: { select: { disease: true, institution: true } },
  assignments: { select: { subject: true, state: true } },
} satisfies Prisma.RoundMemberInclude;

type Judged = Prisma.RoundMemberGetPayload<{ include: typeof judged }>;
type Assigned = Judged['assignments'][number];

/** A member, its judges in the order in which they were called, and their ballots. */
export type MemberRow = CodedMember<Omit<Judged, 'assignments'>> & {
  readonly assignments: readonly (CodedAssignment<Omit<Assigned, 'ballot'>> & {
    readonly ballot: CodedBallot<NonNullable<Assigned['ballot']>> | null;
  })[];
};

type Asked = Prisma.RoundMemberGetPayload<{ include: typeof asked }>;
export type AskedRow = CodedMember<Omit<Asked, 'round' | 'assignments'>> & {
  readonly round: CodedRound<Asked['round']>;
  readonly assignments: readonly CodedAssignment<Pick<BallotAssignment, 'subject' | 'state'>>[];
};

interface MemberFilter {
  readonly state?: MemberState | undefined;
  /** Only those that one of these is asked to judge. */
  readonly askedOfAny?: readonly string[] | undefined;
}

/** What somebody is asked to judge; also where a page ends. */
export interface AskedKey {
  readonly closesAt: Date;
  readonly roundId: string;
  readonly caseId: string;
  readonly subject: string;
}

export type MemberRows = ReturnType<typeof createMemberRows>;

/** Members of rounds as they are read. */
export function createMemberRows(prisma: PrismaClient) {
  return {
    /** In the order of their cases. */
    async page(
      roundId: string,
      { state, askedOfAny }: MemberFilter,
      after: string | undefined,
      limit: number,
    ): Promise<MemberRow[]> {
      const rows = await prisma.roundMember.findMany({
        where: {
          roundId,
          ...(state && { state }),
          ...(after !== undefined && { caseId: { gt: after } }),
          ...(askedOfAny && { assignments: { some: askedOf(askedOfAny) } }),
        },
        include: judged,
        orderBy: { caseId: 'asc' },
        take: limit,
      });
      return rows as unknown as MemberRow[];
    },

    async find(roundId: string, caseId: string): Promise<MemberRow | undefined> {
      const where = { roundId_caseId: { roundId, caseId } };
      const row = await prisma.roundMember.findUnique({ where, include: judged });
      return (row ?? undefined) as MemberRow | undefined;
    },

    /** What is asked of the caller, or of whom the caller stands in for, over all rounds: the first to close first. */
    asked(caller: Caller, state: AssignmentState, after: AskedKey | undefined, limit: number): Promise<AskedKey[]> {
      const holds = heldBy(caller, { holder: Prisma.sql`assignment."subject"`, region: Prisma.sql`round."region"` });
      const key = Prisma.sql`round."closesAt", assignment."roundId", assignment."caseId", assignment."subject"`;
      const beyond = after
        ? Prisma.sql`AND (${key})
            > (${after.closesAt}::timestamptz, ${after.roundId}, ${after.caseId}::uuid, ${after.subject})`
        : Prisma.empty;
      return prisma.$queryRaw<AskedKey[]>`
        SELECT ${key}
        FROM "BallotAssignment" AS assignment JOIN "BatchRound" AS round ON round."id" = assignment."roundId"
        WHERE ${holds} AND assignment."state" = ${state} AND (${state} <> 'waiting' OR round."state" = 'voting')
          ${beyond}
        ORDER BY ${key} LIMIT ${limit}`;
    },

    /** In the order of the keys. */
    async ofKeys(keys: readonly Pick<AskedKey, 'roundId' | 'caseId'>[]): Promise<AskedRow[]> {
      const rows = await prisma.roundMember.findMany({
        where: { OR: keys.map(({ roundId, caseId }) => ({ roundId, caseId })) },
        include: asked,
      });
      const nameOf = ({ roundId, caseId }: Pick<AskedKey, 'roundId' | 'caseId'>) => `${roundId}/${caseId}`;
      const byName = new Map(rows.map((row) => [nameOf(row), row as unknown as AskedRow]));
      return keys.map((key) => byName.get(nameOf(key))!);
    },
  };
}
