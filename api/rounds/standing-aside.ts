import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { nextJudges } from '../../domain/rounds/panel.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Assignment } from '../../store/rounds/locked-member.ts';
import { assignmentBecomes, callJudges, declareConflict, type MemberWrite } from '../../store/rounds/member-writes.ts';
import type { HeldMember, RoundLocks } from '../../store/rounds/round-locks.ts';
import type { RoundName } from '../../store/rounds/round-rows.ts';
import type { declarableRules } from '../cases/conflicts.ts';
import { requireRoundAction } from './standing.ts';

interface Dependencies {
  locks: RoundLocks;
  clock: Clock;
}

type DeclarableRule = (typeof declarableRules)[number];

export type RoundRecusals = ReturnType<typeof createRoundRecusals>;

/** 回避 after the draw: the next of those drawn takes the place, and the conflict is kept. */
export function createRoundRecusals({ locks, clock }: Dependencies) {
  return {
    /** By the expert. @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT once the ballot is cast */
    standAside(name: RoundName, caseId: string, rule: DeclarableRule, caller: Caller): Promise<void> {
      return locks.member(name, caseId, async (member) => {
        const { subject } = caller;
        const assignments = await member.assignments();
        const asked = assignments.find((each) => each.subject === subject && each.state !== 'replaced');
        const target = { region: member.region, assignee: asked?.subject ?? null };
        requireRoundAction('recuseFromRound', { state: member.roundState }, caller, target);
        if (asked?.state === 'cast') throw ballotIsCast();
        await replace(member, assignments, subject, subject, [declareConflict(subject, rule)]);
      });
    },

    /**
     * Once a conflict of theirs has been declared by somebody else: where they have not voted, somebody else is called.
     */
    async replaceBarred(caseId: string, subject: string, by: string): Promise<void> {
      const round = await locks.roundWaitingFor(subject, caseId);
      if (!round) return;
      await locks.member(round, caseId, async (member) => {
        const assignments = await member.assignments();
        const waits = assignments.some((each) => each.subject === subject && each.state === 'waiting');
        if (waits && member.roundState === 'voting') await replace(member, assignments, subject, by);
      });
    },
  };

  async function replace(
    member: HeldMember,
    assignments: readonly Assignment[],
    subject: string,
    by: string,
    also: readonly MemberWrite[] = [],
  ): Promise<void> {
    const { caseId } = member;
    const called = assignments.map((each) => each.subject);
    const [next] = nextJudges(member, [...called, subject], 1);
    const calls = next === undefined ? [] : [callJudges([{ subject: next, cause: 'substitute', state: 'waiting' }])];
    await member.change(clock.now(), [assignmentBecomes(subject, 'replaced'), ...calls, ...also], {
      key: `recused:${caseId}/${subject}`,
      actor: by,
      action: 'recused',
      result: { application: caseId, subject, next: next ?? null },
    });
  }
}

function ballotIsCast(): DomainError {
  const message = 'Your ballot is cast; tell the chair, who can set the application aside.';
  return new DomainError('STATE_CONFLICT', message, { params: { action: 'recuseFromRound', state: 'cast' } });
}
