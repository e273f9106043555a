import { peopleActedFor, type Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RoundAction } from '../../domain/rounds/standing.ts';
import { checkNotBarred } from '../../domain/tasks/four-eyes.ts';
import type { Assignment, LockedMember } from '../../store/rounds/locked-member.ts';
import { requirePermission } from '../http/authentication.ts';
import { requireRoundAction } from './standing.ts';

/** As whom somebody judges: for themselves, or in the place of an absent colleague. */
export interface Voter {
  readonly subject: string;
  readonly onBehalfOf: string | null;
}

/**
 * Whoever is asked to judge a member that is being judged, and has not voted yet.
 * @throws DomainError NOT_PERMITTED, NOBODY_COMPETENT, STATE_CONFLICT, FOUR_EYES
 */
export function requireVoter(
  action: RoundAction,
  member: LockedMember,
  assignments: readonly Assignment[],
  caller: Caller,
): Voter {
  const { region, roundState: state, barred } = member;
  const voter = voterAmong(action, member, assignments, caller);
  const { subject, onBehalfOf } = voter;
  requireRoundAction(action, { state }, caller, { region, assignee: onBehalfOf ?? subject });
  requireJudging(action, member);
  checkNotBarred(barred, onBehalfOf === null ? [subject] : [subject, onBehalfOf]);
  return voter;
}

/**
 * The caller where they are asked themselves; else in the place of an absent colleague who is, as long as the draw
 * found the caller eligible too, and nobody votes twice on a member.
 */
function voterAmong(
  action: RoundAction,
  { region, judges }: LockedMember,
  assignments: readonly Assignment[],
  caller: Caller,
): Voter {
  const { subject } = caller;
  const own = assignments.find((each) => each.subject === subject);
  if (own?.state === 'waiting') return { subject, onBehalfOf: null };
  const absent = assignments.find(
    (each) => each.state === 'waiting' && peopleActedFor(caller, region).includes(each.subject),
  );
  requirePermission(action, caller, { region, assignee: absent?.subject ?? null });
  if (own === undefined && judges.includes(subject)) return { subject, onBehalfOf: absent!.subject };
  throw new DomainError('NOBODY_COMPETENT', `${subject} was not drawn among those who may judge this application.`, {
    params: { subject, missing: ['eligibility'] },
  });
}

/** @throws DomainError STATE_CONFLICT while the member is not being judged. */
function requireJudging(action: RoundAction, { state }: LockedMember): void {
  if (state === 'judging') return;
  throw new DomainError('STATE_CONFLICT', `${action} is not possible while the member is ${state}.`, {
    params: { action, state },
  });
}
