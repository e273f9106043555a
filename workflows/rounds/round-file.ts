import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setCurrentDetails, sleep, upsertSearchAttributes } from '@temporalio/workflow';
import type { RoundTimetable } from '../../activities/rounds/round-activities.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import { rounds } from './effects.ts';
import { until } from '../time.ts';

const regionKey = defineSearchAttributeKey('Region', SearchAttributeType.KEYWORD);
const batchKey = defineSearchAttributeKey('BatchId', SearchAttributeType.KEYWORD);
const stageKey = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);

const day = 86_400_000;

/**
 * What an administrator reads of a round in Temporal UI: where it stands, and its figures, which change with every
 * ballot.
 */
export class RoundFile {
  readonly #roundId: string;
  readonly #timetable: RoundTimetable;
  #stage: RoundState | undefined;

  constructor(roundId: string, timetable: RoundTimetable) {
    this.#roundId = roundId;
    this.#timetable = timetable;
  }

  /** Counts anew once a day meanwhile. */
  async waitsUntil(at: string, stage: RoundState): Promise<void> {
    if (until(at) === 0) return;
    await this.stands(stage);
    for (let left = until(at); left > 0; left = until(at)) {
      await sleep(Math.min(left, day), { summary: at });
      if (left > day) await this.stands(stage);
    }
  }

  async stands(stage: RoundState): Promise<void> {
    const { region, closesAt } = this.#timetable;
    if (stage !== this.#stage) {
      upsertSearchAttributes([
        { key: regionKey, value: region },
        { key: batchKey, value: this.#roundId },
        { key: stageKey, value: stage },
      ]);
      this.#stage = stage;
    }
    const { members, ballots, splits, decided } = await rounds.countRound({ roundId: this.#roundId });
    const counted = Object.entries(members).filter(([, count]) => count > 0);
    const shown = [
      `**${stage}** · closes ${closesAt}`,
      `members: ${counted.map(([state, count]) => `${count} ${state}`).join(', ') || 'none'}`,
      `ballots: ${ballots.cast}`,
      // How experts differ is nobody's to see while they vote.
      ...(stage === 'announced' || stage === 'voting'
        ? []
        : [`split: ${splits} members`, `decided: ${decided} of ${members.ruled}`]),
    ];
    setCurrentDetails(shown.join('\n\n'));
  }
}
