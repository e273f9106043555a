import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { Outcome } from '../../domain/case/decision.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import type { Barred } from '../../domain/tasks/four-eyes.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { insertInto } from '../../store/one-statement.ts';
import type { MemberState } from '../../store/rounds/figures.ts';
import { noSuchMember, type AssignmentCause, type AssignmentState, type RoundName } from './round-rows.ts';

export type Transaction = Prisma.TransactionClient;

/** A member of a round whose row is held: nobody votes on it, replaces its judges or counts it meanwhile. */
export interface LockedMember {
  readonly roundId: string;
  readonly roundState: RoundState;
  readonly region: string;
  /** Under which the round was opened. */
  readonly policyVersionId: string;
  /** Under which the case was: its criteria hold. */
  readonly casePolicyVersionId: string;
  readonly caseId: string;
  readonly workflowId: string;
  readonly opening: number;
  readonly disease: string;
  readonly state: MemberState;
  readonly carriedBecause: string | null;
  readonly noteSealed: Uint8Array | null;
  readonly judges: readonly string[];
  readonly called: number;
  /** Conflicts declared for the case, those after the draw included. */
  readonly barred: Barred;
}

export interface Assignment {
  readonly subject: string;
  readonly cause: AssignmentCause;
  readonly state: AssignmentState;
  readonly opinion: Outcome | null;
  readonly onBehalfOf: string | null;
  readonly reasons: readonly Reason[] | null;
  readonly findingsSealed: Uint8Array | null;
  readonly castAt: Date | null;
}

/**
 * The round is held for share, so that it neither closes nor is signed before the transaction ends; then the member.
 * Whoever closes holds the round before any member, in the same order.
 * @throws DomainError NOT_FOUND
 */
export async function lockMember(
  transaction: Transaction,
  { region, code }: RoundName,
  caseId: string,
): Promise<LockedMember> {
  const [found] = await transaction.$queryRaw<LockedMember[]>`
    SELECT round."id" AS "roundId", round."state" AS "roundState", round."region", round."policyVersionId", member."caseId",
      member."workflowId", member."opening", member."state", member."carriedBecause", member."noteSealed", member."judges",
      member."called", "case"."disease", submission."policyVersionId" AS "casePolicyVersionId",
      (SELECT coalesce(json_object_agg("staff", "rule"), '{}') FROM "Conflict" WHERE "subjectId" = member."caseId") AS "barred"
    FROM "BatchRound" AS round JOIN "RoundMember" AS member ON member."roundId" = round."id"
      JOIN "ApplicationCase" AS "case" ON "case"."id" = member."caseId"
      JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
    WHERE round."region" = ${region} AND round."code" = ${code} AND member."caseId" = ${caseId}::uuid
    FOR SHARE OF round FOR UPDATE OF member`;
  if (!found) throw noSuchMember({ region, code }, caseId);
  return found;
}

/**
 * In the order in which they were called. A statement of its own, since it has to see what was written before the lock.
 */
export function assignmentsOf(transaction: Transaction, { roundId, caseId }: LockedMember): Promise<Assignment[]> {
  return transaction.$queryRaw<Assignment[]>`
    SELECT "subject", "cause", assignment."state", "opinion", "onBehalfOf", "reasons", "findingsSealed", "castAt"
    FROM "BallotAssignment" AS assignment LEFT JOIN "Ballot" AS ballot USING ("roundId", "caseId", "subject")
    WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid ORDER BY "ordinal"`;
}

/** The next of those drawn who have not been called yet and have declared no conflict since. */
export function nextJudges(
  { judges, barred }: LockedMember,
  assignments: readonly Assignment[],
  count: number,
): string[] {
  const free = judges.filter(
    (judge) => barred[judge] === undefined && assignments.every(({ subject }) => subject !== judge),
  );
  return free.slice(0, count);
}

/** Somebody to be called to a member. */
export interface CalledJudge {
  readonly subject: string;
  readonly cause: AssignmentCause;
  readonly state: AssignmentState;
}

/** Once a statement, since it counts how many have been called. */
export function callJudges(
  { roundId, caseId, called }: LockedMember,
  judges: readonly CalledJudge[],
  now: Date,
): Prisma.Sql[] {
  if (judges.length === 0) return [];
  const rows = judges.map(({ subject, cause, state }, index) => ({
    roundId,
    caseId,
    subject,
    ordinal: called + index,
    cause,
    state,
    calledAt: now,
  }));
  return [
    insertInto('BallotAssignment', rows),
    Prisma.sql`UPDATE "RoundMember" SET "called" = ${called + judges.length} WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid`,
  ];
}

export function assignmentBecomes(
  { roundId, caseId }: LockedMember,
  subject: string,
  state: AssignmentState,
): Prisma.Sql {
  return Prisma.sql`UPDATE "BallotAssignment" SET "state" = ${state}
    WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid AND "subject" = ${subject}`;
}

/** A line in the history of the round; `effect` keeps it from standing there twice. */
export function roundEvent(event: Prisma.RoundEventCreateManyInput): Prisma.Sql {
  return Prisma.sql`${insertInto('RoundEvent', [event])} ON CONFLICT DO NOTHING`;
}

/** @throws DomainError STATE_CONFLICT while the member is not being judged. */
export function requireJudging(action: string, { state }: LockedMember): void {
  if (state === 'judging') return;
  throw new DomainError('STATE_CONFLICT', `${action} is not possible while the member is ${state}.`, {
    params: { action, state },
  });
}
