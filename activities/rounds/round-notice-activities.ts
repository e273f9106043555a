import type { NoticeActivities } from '../notices/notice-activities.ts';
import { pulse } from '../pulse.ts';
import type { OnRound } from './round-activities.ts';
import type { RoundStore } from '../../store/rounds/port.ts';

interface Dependencies {
  rounds: Pick<RoundStore, 'carriedUntold'>;
  notices: Pick<NoticeActivities, 'sendCarriedNotices'>;
}

export type RoundNoticeActivities = ReturnType<typeof createRoundNoticeActivities>;

const pageSize = 20;

export function createRoundNoticeActivities({ rounds, notices }: Dependencies) {
  return {
    /** Each once: whoever has been told is not found again. */
    async tellCarried({ roundId, at }: OnRound): Promise<void> {
      for (;;) {
        const page = await rounds.carriedUntold(roundId, pageSize);
        if (page.length === 0) return;
        await Promise.all(page.map((member) => notices.sendCarriedNotices({ ...member, round: roundId, at })));
        await pulse();
      }
    },
  };
}
