import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import { setAside } from '../../store/rounds/member-writes.ts';
import type { RoundLocks } from '../../store/rounds/round-locks.ts';
import type { RoundName } from '../../store/rounds/round-rows.ts';
import { requireRoundAction } from './standing.ts';

interface Dependencies {
  locks: RoundLocks;
  clock: Clock;
}

export type Chair = ReturnType<typeof createChair>;

/** 组长: looks at what the panel found, leaves what must not stand to a later round, and signs the rest. */
export function createChair({ locks, clock }: Dependencies) {
  return {
    /** The same again changes nothing. @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT */
    setAside(name: RoundName, caseId: string, note: string, caller: Caller): Promise<void> {
      return locks.member(name, caseId, async (member) => {
        const { roundState: state, region, carriedBecause } = member;
        requireRoundAction('setAside', { state }, caller, { region });
        requireUninvolved(await member.involvementOf(caller.subject), caller);
        if (carriedBecause === 'setAside') return;
        if (member.state !== 'ruled') {
          throw new DomainError('STATE_CONFLICT', `setAside is not possible while the member is ${member.state}.`, {
            params: { action: 'setAside', state: member.state },
          });
        }
        await member.change(clock.now(), [setAside(note)], {
          key: `setAside:${caseId}`,
          actor: caller.subject,
          action: 'setAside',
          result: { application: caseId },
        });
      });
    },

    /**
     * 签发: from now on the round stands, with one date of decision for all. Signing again by the same chair changes
     * nothing.
     * @throws DomainError NOT_FOUND, NOT_PERMITTED, FOUR_EYES, STATE_CONFLICT
     */
    sign(name: RoundName, caller: Caller): Promise<{ readonly decidedAt: Date }> {
      return locks.round(name, async (round) => {
        if (round.signedBy === caller.subject && round.decidedAt) return { decidedAt: round.decidedAt };
        requireRoundAction('signRound', round, caller, { region: round.region });
        requireUninvolved(await round.involvementOf(caller.subject), caller);
        if (!(await round.isCounted())) {
          throw new DomainError('STATE_CONFLICT', 'The ballots of the round are still being counted.', {
            params: { action: 'signRound', state: 'counting' },
          });
        }
        const decidedAt = clock.now();
        await round.sign(caller.subject, decidedAt);
        return { decidedAt };
      });
    },
  };
}

/**
 * Whoever judged in the round, or must not decide one of its cases, is not its chair.
 * @throws DomainError FOUR_EYES naming the rule
 */
function requireUninvolved(rule: string | undefined, { subject }: Caller): void {
  if (rule === undefined) return;
  throw new DomainError('FOUR_EYES', `This round is not for ${subject} to sign: ${rule}.`, {
    params: { rule, subject },
  });
}
