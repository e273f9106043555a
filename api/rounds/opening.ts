import type { Caller } from '../../domain/access/access.ts';
import { openedByHand, type RoundTimes } from '../../domain/rounds/calendar.ts';
import { DomainError } from '../../domain/errors.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { writeAtOnce } from '../../store/one-statement.ts';
import { roundIdOf, roundOpening, type RoundOpened } from '../../store/rounds/opening.ts';
import { requirePermission } from '../http/authentication.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import type { RoundName } from './round-rows.ts';

interface Dependencies {
  prisma: PrismaClient;
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
export function createRoundOpening({ prisma, sealer, clock, policies, calendar }: Dependencies) {
  return async function open({ region, closesAt, reason }: RoundWanted, caller: Caller): Promise<RoundName> {
    requirePermission('openRound', caller, { region });
    const { policy, reference } = policies.openRegion(region);
    const earlier = await prisma.batchRound.findFirst({
      where: { region, kind: 'manual', closesAt, openedBy: caller.subject },
    });
    if (earlier) return { region, code: earlier.code };
    const at = clock.now();
    const openedAs = (ordinal: number) => openedByHand(policy, calendar, at, closesAt, ordinal);
    const { month } = openedAs(1);
    await requireExperts(region);
    for (;;) {
      const taken = new Set(
        (await prisma.batchRound.findMany({ where: { region, month }, select: { code: true } })).map(
          ({ code }) => code,
        ),
      );
      let ordinal = 1;
      while (taken.has(openedAs(ordinal).code)) ordinal += 1;
      const times = openedAs(ordinal);
      const round = { region, kind: 'manual', policyVersionId: reference.id, at, by: caller.subject } as const;
      if (await opened(times, round, reason)) return { region, code: times.code };
    }
  };

  /** A round that nobody can judge would only hold its members up. */
  async function requireExperts(region: string): Promise<void> {
    const where = { active: true, roles: { has: 'expert' }, regions: { hasSome: [region, '*'] } };
    if ((await prisma.staffMember.count({ where })) > 0) return;
    throw new DomainError(
      'NOBODY_COMPETENT',
      `The staff register has no expert for ${region}: PUT /v1/staff/{subject} enters one.`,
      {
        params: { region, missing: ['expert'] },
      },
    );
  }

  /** Whether it is this one, and not one that somebody else opened under the same code meanwhile. */
  function opened(times: RoundTimes, round: RoundOpened, reason: string): Promise<boolean> {
    return prisma.$transaction(async (transaction) => {
      const id = roundIdOf(round.region, times);
      const { at, by: actor } = round;
      await writeAtOnce(transaction, roundOpening(times, round));
      const found = await transaction.batchRound.findUniqueOrThrow({ where: { id } });
      if (found.openedBy !== actor || found.openedAt.getTime() !== at.getTime()) return false;
      const sealed = Buffer.from(sealer.seal(reason)).toString('base64');
      await transaction.roundEvent.create({
        data: { roundId: id, effect: 'reason', at, actor, action: 'reason', data: { sealed } },
      });
      return true;
    });
  }
}
