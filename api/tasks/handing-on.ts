import { permits, type Caller } from '../../domain/access/access.ts';
import type { Role } from '../../domain/access/grants.ts';
import { DomainError } from '../../domain/errors.ts';
import { checkNotBarred } from '../../domain/tasks/four-eyes.ts';
import { targetOf } from '../../domain/tasks/standing.ts';
import type { Member } from '../../store/staff/staff-members.ts';
import { lacksFor, requireCompetent, stepsIn } from '../staff/competence.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import type { StandIn } from '../../domain/policy/schema.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { Clock } from '../../platform/clock.ts';
import type { TaskChanges } from '../../store/tasks/task-changes.ts';
import type { Taker } from '../../store/tasks/taking.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import { requireAction } from './permission.ts';

interface Dependencies extends Pick<TaskChanges, 'change'> {
  clock: Clock;
  policies: PolicyStore;
}

export type HandingOn = ReturnType<typeof createHandingOn>;

/** A task given to somebody by name, who must be competent for it and not be barred. */
export function createHandingOn({ change, clock, policies }: Dependencies) {
  return {
    /** 指派, of what nobody has or what somebody else has; where separation of duties leaves nobody, to who steps in. */
    async assign(task: TaskRow, version: number, member: Member, caller: Caller, note?: string) {
      requireAction('assignTask', task, caller);
      const standIn = await standInRole(member, task);
      const set = {
        standIn,
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

  /**
   * The role of whoever does it in the candidates' stead; null where it goes to a candidate.
   * @throws DomainError NOBODY_COMPETENT, FOUR_EYES, PARAMETER_NOT_CONFIGURED where nobody has said who steps in
   */
  async function standInRole(member: Member, task: TaskRow): Promise<Role | null> {
    if (!task.nobodyLeft || lacksFor(member, task).length === 0) {
      requireFit(member, task);
      return null;
    }
    const policy = await policies.get(task.policyVersionId);
    const named = knownValue(policy.separationOfDuties.stepsIn)[task.candidate as never] as StandIn | undefined;
    if (!named || !stepsIn(named, member, task)) requireCompetent(member, task);
    checkNotBarred(task.barred, [member.subject]);
    return named!.role;
  }
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
