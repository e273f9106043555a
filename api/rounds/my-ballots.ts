import { z } from 'zod';
import type { Caller } from '../../domain/access/access.ts';
import type { AssignmentState } from '../../store/rounds/codes.ts';
import type { AskedRow, MemberRows } from '../../store/rounds/member-rows.ts';
import { decodeValues, encodeValues, pageBy } from '../http/cursor.ts';
import { linkOf } from './rounds.ts';
import { memberActions } from './standing.ts';

export type MyBallots = ReturnType<typeof createMyBallots>;

/**
 * What the caller, or whoever the caller stands in for, is asked to judge, over all rounds: the first to close first.
 */
export function createMyBallots({ members }: { members: MemberRows }) {
  return async function ballots(state: AssignmentState, caller: Caller, limit: number, cursor: string | undefined) {
    const after = cursor === undefined ? undefined : decodeValues(cursor, position);
    const keys = await members.asked(caller, state, after, limit + 1);
    const { items, next } = pageBy(keys, limit, ({ closesAt, roundId, caseId, subject }) =>
      encodeValues([closesAt.toISOString(), roundId, caseId, subject]),
    );
    const rows = await members.ofKeys(items);
    return { items: rows.map((member, index) => viewOf(member, items[index]!.subject, state, caller)), next };
  };
}

function viewOf(member: AskedRow, subject: string, state: AssignmentState, caller: Caller) {
  const { caseId: applicationId, specialty, round } = member;
  const self = `${linkOf(round)}/members/${applicationId}`;
  return {
    round: { region: round.region, code: round.code, state: round.state, closesAt: round.closesAt.toISOString() },
    applicationId,
    disease: member.case.disease,
    specialty,
    subject,
    state,
    permittedActions: memberActions(member, round, caller),
    links: { member: self, ballot: `${self}/ballot` },
  };
}

/** Of the last one on a page. */
const position = z
  .tuple([z.iso.datetime(), z.string(), z.uuid(), z.string()])
  .transform(([closesAt, roundId, caseId, subject]) => ({ closesAt: new Date(closesAt), roundId, caseId, subject }));
