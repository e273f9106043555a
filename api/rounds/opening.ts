import type { Caller } from '../../domain/access/access.ts';
import { openedByHand } from '../../domain/rounds/calendar.ts';
import { DomainError } from '../../domain/errors.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { OpeningByHand } from '../../store/rounds/opening-by-hand.ts';
import type { RoundName } from '../../store/rounds/round-rows.ts';
import { requirePermission } from '../http/authentication.ts';

interface Dependencies {
  byHand: OpeningByHand;
  sealer: Sealer;
  clock: Clock;
  policies: PublishedPolicies;
  calendar: WorkingCalendar;
}

export interface RoundWanted {
  readonly region: string;
  readonly closesAt: Date;
  /** Why the month's own round does not do; kept sealed. */
  readonly reason: string;
}

export type OpenRound = ReturnType<typeof createRoundOpening>;

/**
 * A round beside the month's own: its cut-off is now. Asking for the same closing again is the same round.
 * @throws DomainError NOT_PERMITTED, PACK_UNKNOWN, REGION_NOT_OPEN, NOBODY_COMPETENT, ROUND_TIMES_INVALID,
 * PARAMETER_NOT_CONFIGURED
 */
export function createRoundOpening({ byHand, sealer, clock, policies, calendar }: Dependencies) {
  return async function open({ region, closesAt, reason }: RoundWanted, caller: Caller): Promise<RoundName> {
    requirePermission('openRound', caller, { region });
    const { policy, reference } = policies.openRegion(region);
    const before = await byHand.sameAs(region, closesAt, caller.subject);
    if (before !== undefined) return { region, code: before };
    const at = clock.now();
    const openedAs = (ordinal: number) => openedByHand(policy, calendar, at, closesAt, ordinal);
    const { month } = openedAs(1);
    if (!(await byHand.hasExpert(region))) throw nobodyJudges(region);
    const round = {
      region,
      kind: 'manual',
      policyVersionId: reference.id,
      at,
      by: caller.subject,
      reasonSealed: sealer.seal(reason),
    } as const;
    for (;;) {
      const taken = await byHand.codesTaken(region, month);
      let ordinal = 1;
      while (taken.has(openedAs(ordinal).code)) ordinal += 1;
      const times = openedAs(ordinal);
      if (await byHand.open(times, round)) return { region, code: times.code };
    }
  };
}

/** A round that nobody can judge would only hold its members up. */
function nobodyJudges(region: string): DomainError {
  const message = `The staff register has no expert for ${region}: PUT /v1/staff/{subject} enters one.`;
  return new DomainError('NOBODY_COMPETENT', message, { params: { region, missing: ['expert'] } });
}
