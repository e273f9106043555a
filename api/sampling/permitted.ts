/** What a caller may do to a decision that was drawn. */
import type { Caller, Target } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import {
  checkPermittedSampledAction,
  permittedSampledActions,
  type SampledAction,
  type SampledStanding,
} from '../../domain/sampling/check.ts';
import type { LockedDecision } from '../../store/sampling/locked.ts';
import { askedOf, type SampledDecision } from '../../store/sampling/sampled.ts';
import { requirePermission } from '../http/authentication.ts';

/** A judge who was replaced or stood aside has nothing to do with it any more. */
export function targetOf(decision: SampledDecision, caller: Caller): Target {
  const asked = askedOf(decision, caller.subject);
  const isAsked = asked?.state === 'waiting' || asked?.state === 'given';
  return { region: decision.draw.region, assignee: isAsked ? caller.subject : null };
}

export function actionsOn(decision: SampledDecision, caller: Caller): SampledAction[] {
  const isGiven = askedOf(decision, caller.subject)?.state === 'given';
  const actions = permittedSampledActions(standingOf(decision), caller, targetOf(decision, caller));
  return isGiven ? actions.filter((action) => action !== 'judgeSampled' && action !== 'recuseFromSampled') : actions;
}

/** @throws DomainError NOT_PERMITTED, or STATE_CONFLICT where the check stands otherwise. */
export function requireSampledAction(action: SampledAction, decision: SampledDecision, caller: Caller): void {
  requirePermission(action, caller, targetOf(decision, caller));
  checkPermittedSampledAction(action, standingOf(decision));
}

/** @throws DomainError FOUR_EYES */
export function requireUninvolved({ subject }: Caller, { involved }: Pick<LockedDecision, 'involved'>): void {
  if (!involved.includes(subject)) return;
  throw new DomainError('FOUR_EYES', 'You have had to do with this application: the check is not for you.', {
    params: { subject },
  });
}

function standingOf({ state, follows, followedAt }: SampledDecision): SampledStanding {
  return { state, follows, followed: followedAt !== null };
}
