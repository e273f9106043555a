import type { RoundTimes } from '../../domain/rounds/calendar.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import { openRound, type RoundOpened } from './opening.ts';

export type OpeningByHand = ReturnType<typeof createOpeningByHand>;

/** Rounds that people open beside the month's own. */
export function createOpeningByHand(prisma: PrismaClient) {
  return {
    /** The code of the one that the same person has opened for this closing. */
    async sameAs(region: string, closesAt: Date, openedBy: string): Promise<string | undefined> {
      const where = { region, kind: 'manual', closesAt, openedBy };
      return (await prisma.batchRound.findFirst({ where, select: { code: true } }))?.code;
    },

    async codesTaken(region: string, month: string): Promise<ReadonlySet<string>> {
      const rounds = await prisma.batchRound.findMany({ where: { region, month }, select: { code: true } });
      return new Set(rounds.map(({ code }) => code));
    },

    /** Whether the staff register names anybody who could judge there. */
    async hasExpert(region: string): Promise<boolean> {
      const where = { active: true, roles: { has: 'expert' }, regions: { hasSome: [region, '*'] } };
      return (await prisma.staffMember.findFirst({ where, select: { subject: true } })) !== null;
    },

    /** @returns false when somebody else has opened one under the same code meanwhile */
    open: (times: RoundTimes, opened: RoundOpened): Promise<boolean> => openRound(prisma, times, opened),
  };
}
