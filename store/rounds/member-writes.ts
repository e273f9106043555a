/** What somebody changes about a member of a round while its row is held. */
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { Ballot } from '../../domain/rounds/ballot.ts';
import type { ConflictRule } from '../../domain/tasks/conflict-rules.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { sayToCase, type MessageBody } from '../cases/case-messages.ts';
import { insertInto } from '../one-statement.ts';
import { afterTheCall, tellMessage } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { keepConflict } from '../subjects/conflicts.ts';
import type { AssignmentCause, AssignmentState } from './codes.ts';
import type { LockedMember } from './locked-member.ts';

export interface OnMember {
  readonly member: LockedMember;
  readonly at: Date;
  readonly seal: Sealer['seal'];
}

export type MemberWrite = (on: OnMember) => readonly Prisma.Sql[];

/** Somebody to be called to a member. */
export interface CalledJudge {
  readonly subject: string;
  readonly cause: AssignmentCause;
  readonly state: AssignmentState;
}

export interface CastBallot {
  readonly subject: string;
  /** The absent expert for whom it is cast. */
  readonly onBehalfOf: string | null;
  readonly form: Ballot;
}

/** 投票: a row that never changes. */
export function castBallot({ subject, onBehalfOf, form }: CastBallot): MemberWrite {
  const { opinion, reasons, ...findings } = form;
  return ({ member: { roundId, caseId }, at: castAt, seal }) => {
    const ballot = { roundId, caseId, subject, onBehalfOf, opinion, castAt, findingsSealed: seal(findings) };
    return [insertInto('Ballot', [{ ...ballot, reasons: reasons as unknown as Prisma.InputJsonArray }])];
  };
}

export function assignmentBecomes(subject: string, state: AssignmentState): MemberWrite {
  return ({ member: { roundId, caseId } }) => [
    Prisma.sql`UPDATE "BallotAssignment" SET "state" = ${state}
      WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid AND "subject" = ${subject}`,
  ];
}

/** Once in a change, since it counts how many have been called. */
export function callJudges(judges: readonly CalledJudge[]): MemberWrite {
  if (judges.length === 0) return () => [];
  return ({ member: { roundId, caseId, called }, at: calledAt }) => [
    insertInto(
      'BallotAssignment',
      judges.map((judge, index) => ({ roundId, caseId, ...judge, ordinal: called + index, calledAt })),
    ),
    Prisma.sql`UPDATE "RoundMember" SET "called" = ${called + judges.length}
      WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid`,
  ];
}

/** 补正: the member waits, and the case is to be told. */
export function askApplicant(message: MessageSent<'roundAsks'>, sentBy: string, body: MessageBody): MemberWrite {
  const { id, kind } = message;
  return ({ member: { roundId, caseId, workflowId }, at: sentAt, seal }) => [
    Prisma.sql`UPDATE "RoundMember" SET "state" = 'asked' WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid`,
    sayToCase({ id, caseId, kind, sentBy, sentAt, bodySealed: seal(body) }),
    intoOutbox(tellMessage(caseId, { workflowId, message }, afterTheCall(sentAt))),
  ];
}

/** The chair leaves it to a later round. */
export function setAside(note: string): MemberWrite {
  return ({ member: { roundId, caseId }, seal }) => [
    Prisma.sql`UPDATE "RoundMember" SET "state" = 'carried', "carriedBecause" = 'setAside',
        "noteSealed" = ${seal(note)}, "outcome" = NULL, "reasons" = NULL
      WHERE "roundId" = ${roundId} AND "caseId" = ${caseId}::uuid`,
  ];
}

/** 回避, by themselves. */
export function declareConflict(staff: string, rule: ConflictRule): MemberWrite {
  return ({ member: { caseId: subjectId }, at: declaredAt }) => [
    keepConflict({ subjectId, staff, rule, declaredBy: staff, declaredAt }),
  ];
}
