import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { insertInto, writeAtOnce } from '../../store/one-statement.ts';
import type { declarableRules } from '../cases/conflicts.ts';
import { assignmentBecomes, assignmentsOf, callJudges, lockMember, nextJudges, roundEvent } from './locked-member.ts';
import type { LockedMember, Transaction } from './locked-member.ts';
import { requireRoundAction, type RoundName } from './round-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  clock: Clock;
}

type DeclarableRule = (typeof declarableRules)[number];

export type RoundRecusals = ReturnType<typeof createRoundRecusals>;

/** 回避 after the draw: the next of those drawn takes the place, and the conflict is kept. */
export function createRoundRecusals({ prisma, clock }: Dependencies) {
  return {
    /** By the expert. @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT once the ballot is cast */
    standAside(name: RoundName, caseId: string, rule: DeclarableRule, caller: Caller): Promise<void> {
      return prisma.$transaction(async (transaction) => {
        const member = await lockMember(transaction, name, caseId);
        const assignments = await assignmentsOf(transaction, member);
        const asked = assignments.find(({ subject, state }) => subject === caller.subject && state !== 'replaced');
        requireRoundAction('recuseFromRound', { state: member.roundState }, caller, {
          region: member.region,
          assignee: asked?.subject ?? null,
        });
        if (asked?.state === 'cast') {
          throw new DomainError(
            'STATE_CONFLICT',
            'Your ballot is cast; tell the chair, who can set the application aside.',
            {
              params: { action: 'recuseFromRound', state: 'cast' },
            },
          );
        }
        const declaredAt = clock.now();
        const conflict = { subjectId: caseId, staff: caller.subject, rule, declaredBy: caller.subject, declaredAt };
        await replace(transaction, member, caller.subject, caller.subject, [
          Prisma.sql`${insertInto('Conflict', [conflict])} ON CONFLICT DO NOTHING`,
        ]);
      });
    },

    /**
     * Once a conflict of theirs has been declared by somebody else: where they have not voted, somebody else is called.
     */
    async replaceBarred(caseId: string, subject: string, by: string): Promise<void> {
      const where = { caseId, subject, state: 'waiting', member: { state: { in: ['judging', 'asked'] } } };
      const asked = await prisma.ballotAssignment.findFirst({
        where,
        select: { member: { select: { round: { select: { region: true, code: true } } } } },
      });
      if (!asked) return;
      await prisma.$transaction(async (transaction) => {
        const member = await lockMember(transaction, asked.member.round, caseId);
        const assignments = await assignmentsOf(transaction, member);
        const waits = assignments.some((each) => each.subject === subject && each.state === 'waiting');
        if (waits && member.roundState === 'voting') await replace(transaction, member, subject, by);
      });
    },
  };

  async function replace(
    transaction: Transaction,
    member: LockedMember,
    subject: string,
    by: string,
    also: readonly Prisma.Sql[] = [],
  ): Promise<void> {
    const { roundId, caseId } = member;
    const at = clock.now();
    const [next] = nextJudges(
      { ...member, barred: { ...member.barred, [subject]: 'declared' } },
      await assignmentsOf(transaction, member),
      1,
    );
    const data = { application: caseId, subject, next: next ?? null };
    await writeAtOnce(transaction, [
      assignmentBecomes(member, subject, 'replaced'),
      ...callJudges(member, next === undefined ? [] : [{ subject: next, cause: 'substitute', state: 'waiting' }], at),
      roundEvent({ roundId, effect: `recused:${caseId}/${subject}`, at, actor: by, action: 'recused', data }),
      ...also,
    ]);
  }
}
