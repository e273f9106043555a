import type { Outcome } from '../../domain/case/decision.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { CarriedBecause } from '../../domain/notices/round-notices.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';

export const roundKinds = ['scheduled', 'extra', 'manual'] as const;
export type RoundKind = (typeof roundKinds)[number];

export const memberStates = ['judging', 'asked', 'ruled', 'carried', 'left'] as const;
export type MemberState = (typeof memberStates)[number];

export const assignmentCauses = ['drawn', 'further', 'substitute'] as const;
export type AssignmentCause = (typeof assignmentCauses)[number];

export const assignmentStates = ['waiting', 'cast', 'replaced'] as const;
export type AssignmentState = (typeof assignmentStates)[number];

/** Columns of text and JSON that hold codes of the domain; only the domain's own code writes them. */
interface RoundCodes {
  readonly kind: RoundKind;
  readonly state: RoundState;
}

interface MemberCodes {
  readonly state: MemberState;
  readonly outcome: Outcome | null;
  readonly reasons: readonly Reason[] | null;
  readonly carriedBecause: CarriedBecause | null;
}

interface AssignmentCodes {
  readonly cause: AssignmentCause;
  readonly state: AssignmentState;
}

interface BallotCodes {
  readonly opinion: Outcome;
  readonly reasons: readonly Reason[];
}

export type CodedRound<Row> = Omit<Row, keyof RoundCodes> & RoundCodes;
export type CodedMember<Row> = Omit<Row, keyof MemberCodes> & MemberCodes;
export type CodedAssignment<Row> = Omit<Row, keyof AssignmentCodes> & AssignmentCodes;
export type CodedBallot<Row> = Omit<Row, keyof BallotCodes> & BallotCodes;
