import { permits, type Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { checkNotBarred } from '../../domain/tasks/four-eyes.ts';
import { targetOf } from '../../domain/tasks/standing.ts';
import type { Member } from '../../store/staff/staff-members.ts';
import { requireCompetent } from '../staff/competence.ts';
import type { Clock } from '../../platform/clock.ts';
import type { TaskChanges } from '../../store/tasks/task-changes.ts';
import type { Taker } from '../../store/tasks/taking.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import { requireAction } from './permission.ts';

export type HandingOn = ReturnType<typeof createHandingOn>;

/** A task given to somebody by name, who must be competent for it and not be barred. */
export function createHandingOn({ change, clock }: Pick<TaskChanges, 'change'> & { clock: Clock }) {
  return {
    /** 指派, of what nobody has or what somebody else has. */
    async assign(task: TaskRow, version: number, member: Member, caller: Caller, note?: string) {
      requireAction('assignTask', task, caller);
      requireFit(member, task);
      const set = {
        state: 'claimed' as const,
        assignee: member.subject,
        delegator: null,
        claimedAt: task.claimedAt ?? clock.now(),
      };
      const event = task.assignee === null ? 'assigned' : 'transferred';
      const taker = takerOf(member, task, caller);
      await change(task, version, caller, { action: 'assignTask', set, event, note, taker });
    },

    /** 转办: it is the colleague's from now on. */
    async transfer(task: TaskRow, version: number, member: Member, caller: Caller, note?: string) {
      requireAction('transferTask', task, caller);
      requireAnother(member, [task.assignee]);
      requireFit(member, task);
      await change(task, version, caller, {
        action: 'transferTask',
        set: { assignee: member.subject },
        event: 'transferred',
        note,
        taker: takerOf(member, task, caller),
      });
    },

    /** 委派: the colleague says what they think, and it comes back. */
    async delegate(task: TaskRow, version: number, member: Member, caller: Caller, note?: string) {
      requireAction('delegateTask', task, caller);
      requireAnother(member, [task.assignee, caller.subject]);
      requireFit(member, task);
      const set = { assignee: member.subject, delegator: task.assignee };
      const taker = takerOf(member, task, caller);
      await change(task, version, caller, { action: 'delegateTask', set, event: 'delegated', note, taker });
    },

    async returnDelegation(task: TaskRow, version: number, opinion: string, caller: Caller) {
      requireAction('returnDelegation', task, caller);
      const set = { assignee: task.delegator, delegator: null };
      await change(task, version, caller, {
        action: 'returnDelegation',
        set,
        event: 'delegationReturned',
        note: opinion,
      });
    },
  };
}

/** @throws DomainError INVALID_REQUEST where it would be handed to whoever has it, or asks. */
function requireAnother({ subject }: Member, holders: readonly (string | null)[]): void {
  if (!holders.includes(subject)) return;
  const finding = { where: '/body/to', problem: 'has it already', hint: 'name a colleague' };
  throw new DomainError('INVALID_REQUEST', `/body/to: ${subject} has the task already`, { findings: [finding] });
}

/**
 * Colleagues pass each other no more than each may take. A supervisor who gives out work may exceed it, for others.
 */
function takerOf({ subject }: Member, task: TaskRow, caller: Caller): Taker | undefined {
  const isCaller = subject === caller.subject;
  const gives = permits('assignTask', caller, targetOf(task, caller)).permitted;
  return gives && !isCaller ? undefined : { subject, isCaller };
}

/** @throws DomainError NOBODY_COMPETENT, FOUR_EYES */
function requireFit(member: Member, task: TaskRow): void {
  requireCompetent(member, task);
  checkNotBarred(task.barred, [member.subject]);
}
