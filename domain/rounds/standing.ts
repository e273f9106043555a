import { actionTable } from '../access/action-table.ts';

/** How far a round 批次 has come, in this order. */
export const roundStates = ['announced', 'voting', 'closed', 'signed', 'published'] as const;
export type RoundState = (typeof roundStates)[number];

export interface RoundStanding {
  readonly state: RoundState;
}

const roundTable = actionTable('round', ({ state }: RoundStanding) => state, {
  castBallot: ({ state }) => state === 'voting',
  /** 回避: an expert says that a member is not for them. */
  recuseFromRound: ({ state }) => state === 'voting',
  /** The applicant is asked, and judged in a later round unless the answer is in time. */
  askFromRound: ({ state }) => state === 'voting',
  /** A member is left to a later round by the chair 组长. */
  setAside: ({ state }) => state === 'closed',
  signRound: ({ state }) => state === 'closed',
  /** Nobody sees another's ballot while there are any to come. */
  readBallots: ({ state }) => state === 'closed' || state === 'signed' || state === 'published',
  exportRound: ({ state }) => state === 'signed' || state === 'published',
});

export const { actions: roundActions, permitted: permittedRoundActions, check: checkPermittedRoundAction } = roundTable;

export type RoundAction = (typeof roundActions)[number];
