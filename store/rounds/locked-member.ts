import type { Outcome } from '../../domain/case/decision.ts';
import type { Reason } from '../../domain/eligibility/verdict.ts';
import type { RoundState } from '../../domain/rounds/standing.ts';
import type { Barred } from '../../domain/tasks/four-eyes.ts';
import { Prisma } from '../../generated/engine/client.ts';
import { dossierOf, dossierRow, type DossierRow, type RawDossier } from '../cases/dossier.ts';
import type { AssignmentCause, AssignmentState, MemberState } from './codes.ts';
import { noSuchMember, type RoundName } from './round-rows.ts';

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
  readonly judges: readonly string[];
  readonly called: number;
  /** Conflicts declared for the case, those after the draw included. */
  readonly barred: Barred;
  /** 案卷, which whoever approves has to rest on. */
  readonly dossier: DossierRow;
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

type Transaction = Pick<Prisma.TransactionClient, '$queryRaw'>;

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
  const [member] = await transaction.$queryRaw<(Omit<LockedMember, 'dossier'> & { dossier: RawDossier })[]>`
    SELECT round."id" AS "roundId", round."state" AS "roundState", round."region", round."policyVersionId",
      member."caseId", member."workflowId", member."opening", member."state", member."carriedBecause", member."judges",
      member."called", "case"."disease", submission."policyVersionId" AS "casePolicyVersionId",
      (SELECT coalesce(json_object_agg("staff", "rule"), '{}') FROM "Conflict"
        WHERE "subjectId" = member."caseId") AS "barred",
      ${dossierOf(Prisma.sql`member."caseId"`)} AS "dossier"
    FROM "BatchRound" AS round JOIN "RoundMember" AS member ON member."roundId" = round."id"
      JOIN "ApplicationCase" AS "case" ON "case"."id" = member."caseId"
      JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
    WHERE round."region" = ${region} AND round."code" = ${code} AND member."caseId" = ${caseId}::uuid
    FOR SHARE OF round FOR UPDATE OF member`;
  if (member) return { ...member, dossier: dossierRow(member.dossier) };
  throw noSuchMember({ region, code }, caseId);
}

/**
 * In the order in which they were called. A statement of its own, since it has to see what was written before the lock.
 */
export function assignmentsOf(
  transaction: Transaction,
  { roundId, caseId }: Pick<LockedMember, 'roundId' | 'caseId'>,
): Promise<Assignment[]> {
  return transaction.$queryRaw<Assignment[]>`
    SELECT "subject", "cause", assignment."state", "opinion", "onBehalfOf", "reasons", "findingsSealed", "castAt"
    FROM "BallotAssignment" AS assignment LEFT JOIN "Ballot" AS ballot USING ("roundId", "caseId", "subject")
    WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid ORDER BY "ordinal"`;
}
