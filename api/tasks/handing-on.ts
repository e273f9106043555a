import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import { checkNotBarred } from '../../domain/tasks/four-eyes.ts';
import type { Member } from '../../store/staff/staff-members.ts';
import { requireCompetent } from '../staff/competence.ts';
import type { Clock } from '../../platform/clock.ts';
import type { TaskChanges } from '../../store/tasks/task-changes.ts';
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
      await change(task, version, caller, { action: 'assignTask', set, event, note });
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
      });
    },

    /** 委派: the colleague says what they think, and it comes back. */
    async delegate(task: TaskRow, version: number, member: Member, caller: Caller, note?: string) {
      requireAction('delegateTask', task, caller);
      requireAnother(member, [task.assignee, caller.subject]);
      requireFit(member, task);
      const set = { assignee: member.subject, delegator: task.assignee };
      await change(task, version, caller, { action: 'delegateTask', set, event: 'delegated', note });
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

/** @throws DomainError NOBODY_COMPETENT, FOUR_EYES */
function requireFit(member: Member, task: TaskRow): void {
  requireCompetent(member, task);
  checkNotBarred(task.barred, [member.subject]);
}
