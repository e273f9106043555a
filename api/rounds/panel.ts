import type { Caller } from '../../domain/access/access.ts';
import type { RoundName, RoundRows } from '../../store/rounds/round-rows.ts';
import { requirePermission } from '../http/authentication.ts';
import { linkOf } from './rounds.ts';

export type PanelReads = ReturnType<typeof createPanelReads>;

/** 专家组 as it was drawn, and, once nobody votes any more, what each of them did. */
export function createPanelReads({ rounds }: { rounds: RoundRows }) {
  return async function panel(name: RoundName, caller: Caller) {
    const round = await rounds.get(name);
    requirePermission('readPanel', caller, { region: round.region });
    const experts = await rounds.register(round.id);
    const isOpen = round.state !== 'announced' && round.state !== 'voting';
    const figures = isOpen ? await figuresOf(round.id) : undefined;
    const none = { called: 0, cast: 0, replaced: 0, differed: 0 };
    return {
      seed: round.seed,
      experts: experts.map((expert) => ({
        ...expert,
        figures: figures ? (figures.get(expert.subject) ?? none) : null,
      })),
      links: { members: `${linkOf(round)}/members` },
    };
  };

  async function figuresOf(roundId: string) {
    const rows = await rounds.judgeFigures(roundId);
    return new Map(rows.map(({ subject, ...figures }) => [subject, figures]));
  }
}
