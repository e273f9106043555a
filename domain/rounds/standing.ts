import { permits, type Caller, type Operation, type Target } from '../access/access.ts';
import { DomainError } from '../errors.ts';

/** How far a round 批次 has come, in this order. */
export const roundStates = ['announced', 'voting', 'closed', 'signed', 'published'] as const;
export type RoundState = (typeof roundStates)[number];

/** What a person can do to a round: this table says when, the access table of the same names says who. */
export interface RoundStanding {
  readonly state: RoundState;
}

const roundTable = {
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
} as const satisfies Partial<Record<Operation, (standing: RoundStanding) => boolean>>;

export type RoundAction = keyof typeof roundTable;

export const roundActions = Object.keys(roundTable) as RoundAction[];

export function permittedRoundActions(standing: RoundStanding, caller: Caller, target: Target): RoundAction[] {
  return roundActions.filter((action) => roundTable[action](standing) && permits(action, caller, target).permitted);
}

/** @throws DomainError STATE_CONFLICT when a round that stands so does not allow it to anybody. */
export function checkPermittedRoundAction(action: RoundAction, standing: RoundStanding): void {
  if (roundTable[action](standing)) return;
  throw new DomainError('STATE_CONFLICT', `${action} is not possible while the round is ${standing.state}.`, {
    params: { action, state: standing.state },
  });
}
