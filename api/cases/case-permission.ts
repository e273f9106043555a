import { peopleActedFor, type Caller, type Target } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import { isVouchedFor } from '../../domain/case/identity.ts';
import { agentsOf, type ReachedCase } from '../../store/cases/case-access.ts';
import { requirePermission } from '../http/authentication.ts';

/** One case as the access table looks at it. */
export function caseTarget(row: ReachedCase, caller: Caller): Target {
  const { region, institution, personId, identity, submission, consents, subject, rounds = [] } = row;
  const people = peopleActedFor(caller, region);
  const holders = [
    ...subject.tasks.map(({ assignee }) => assignee),
    ...rounds.flatMap(({ assignments }) => assignments.map((asked) => asked.subject)),
  ];
  const mine = holders.find((holder) => holder !== null && people.includes(holder));
  // What a stranger entered about them the person may see all of, unless it may be about somebody else.
  const isTheirs = caller.identity?.personId === personId && identity !== 'doubtful';
  return {
    region,
    institution,
    person: personId,
    submitter: submission.clientId,
    agents: agentsOf(submission),
    assignee: mine ?? null,
    vouched: isVouchedFor(identity) || isTheirs,
    consent: consents.length > 0,
  };
}

/** The case, where the caller may do this to it. @throws DomainError NOT_PERMITTED */
export function requireCase<Row extends ReachedCase>(row: Row, operation: Operation, caller: Caller): Row {
  requirePermission(operation, caller, caseTarget(row, caller));
  return row;
}
