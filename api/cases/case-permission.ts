import { peopleActedFor, type Caller, type Target } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { ReachedCase } from '../../store/cases/case-access.ts';
import type { AgentDetails } from '../../store/cases/details.ts';
import { requirePermission } from '../http/authentication.ts';

/** One case as the access table looks at it. */
export function caseTarget(row: ReachedCase, caller: Caller, sealer: Sealer): Target {
  const { region, institution, submission, subject, rounds = [] } = row;
  const people = peopleActedFor(caller, region);
  const holders = [
    ...subject.tasks.map(({ assignee }) => assignee),
    ...rounds.flatMap(({ assignments }) => assignments.map((asked) => asked.subject)),
  ];
  const mine = holders.find((holder) => holder !== null && people.includes(holder));
  const consent = agreesToDiagnosis(submission.agentSealed, sealer);
  return { region, institution, owner: submission.clientId, assignee: mine ?? null, consent };
}

/** Whether the patient agrees that the agent learns the diagnosis. */
function agreesToDiagnosis(agentSealed: Uint8Array | null, sealer: Sealer): boolean {
  return agentSealed !== null && (sealer.open(agentSealed) as AgentDetails).consentToDiagnosis;
}

/** The case, where the caller may do this to it. @throws DomainError NOT_PERMITTED */
export function requireCase<Row extends ReachedCase>(
  row: Row,
  operation: Operation,
  caller: Caller,
  sealer: Sealer,
): Row {
  requirePermission(operation, caller, caseTarget(row, caller, sealer));
  return row;
}
