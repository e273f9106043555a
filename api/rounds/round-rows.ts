import type { Caller, Target } from '../../domain/access/access.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { CarriedBecause } from '../../domain/notices/round-notices.ts';
import {
  checkPermittedRoundAction,
  permittedRoundActions,
  type RoundAction,
  type RoundState,
} from '../../domain/rounds/standing.ts';
import type { Ballot, BatchRound, Prisma, PrismaClient, RoundMember } from '../../generated/engine/client.ts';
import type { MemberState } from '../../store/rounds/figures.ts';
import { requirePermission } from '../http/authentication.ts';

export const roundKinds = ['scheduled', 'extra', 'manual'] as const;
export const assignmentCauses = ['drawn', 'further', 'substitute'] as const;
export const assignmentStates = ['waiting', 'cast', 'replaced'] as const;

type RowOfRound = Omit<BatchRound, 'state' | 'kind'> & {
  readonly state: RoundState;
  readonly kind: (typeof roundKinds)[number];
};

/** A round by its name in paths. */
export interface RoundName {
  readonly region: string;
  readonly code: string;
}

export type AssignmentState = (typeof assignmentStates)[number];
export type AssignmentCause = (typeof assignmentCauses)[number];

/** Columns of a member that hold codes of the domain. */
interface MemberCodes {
  readonly state: MemberState;
  readonly outcome: Outcome | null;
  readonly reasons: readonly Reason[] | null;
  readonly carriedBecause: CarriedBecause | null;
}

export const ofRound = {
  policyVersion: { select: { id: true, pack: true, version: true } },
} satisfies Prisma.BatchRoundInclude;
export type RoundRow = RowOfRound & Pick<Prisma.BatchRoundGetPayload<{ include: typeof ofRound }>, 'policyVersion'>;

export function codedRound<Row extends BatchRound>(row: Row): Omit<Row, 'state' | 'kind'> & RowOfRound {
  return row as unknown as Omit<Row, 'state' | 'kind'> & RowOfRound;
}

export function codedMember<Row extends RoundMember>(row: Row): Omit<Row, keyof MemberCodes> & MemberCodes {
  return row as unknown as Omit<Row, keyof MemberCodes> & MemberCodes;
}

export function codedBallot<Row extends Pick<Ballot, 'opinion' | 'reasons'>>(row: Row) {
  return row as unknown as Omit<Row, 'opinion' | 'reasons'> & {
    readonly opinion: Outcome;
    readonly reasons: readonly Reason[];
  };
}

/** @throws DomainError NOT_FOUND */
export async function findRound(prisma: PrismaClient, { region, code }: RoundName): Promise<RoundRow> {
  const row = await prisma.batchRound.findUnique({ where: { region_code: { region, code } }, include: ofRound });
  if (!row) throw noSuchRound({ region, code });
  return codedRound(row);
}

export function noSuchRound({ region, code }: RoundName): DomainError {
  return new DomainError('NOT_FOUND', `There is no round ${code} in ${region}.`, { params: { region, code } });
}

export function noSuchMember({ region, code }: RoundName, caseId: string): DomainError {
  return new DomainError('NOT_FOUND', `The application is not in the round ${code}.`, {
    params: { region, code, application: caseId },
  });
}

/** What can be seen of ballots by others than who cast them: nothing before the round is closed. */
export function ballotsAreOpen(round: { readonly state: RoundState }, caller: Caller, target: Target): boolean {
  return permittedRoundActions(round, caller, target).includes('readBallots');
}

/** @throws DomainError NOT_PERMITTED, or STATE_CONFLICT where the round stands otherwise. */
export function requireRoundAction(
  action: RoundAction,
  round: { readonly state: RoundState },
  caller: Caller,
  target: Target,
): void {
  requirePermission(action, caller, target);
  checkPermittedRoundAction(action, round);
}

/** What the caller can do to a round as a whole. */
export function actionsOn(
  round: { readonly state: RoundState; readonly region: string },
  caller: Caller,
): RoundAction[] {
  return permittedRoundActions(round, caller, { region: round.region });
}
