import { handsOf, reaches, type Caller, type Operation, type Reach, type Target } from '../../domain/access/access.ts';
import type { Prisma, Submission } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { AgentDetails } from '../../store/cases/details.ts';

/** What the caller's grants reach, as a condition on cases; the same table that `permits` asks for one case. */
export function casesWithin(operation: Operation, caller: Caller): Prisma.ApplicationCaseWhereInput {
  return { OR: reaches(operation, caller).map(caseCondition) };
}

function caseCondition({
  regions,
  institution,
  assignee,
  candidate,
  owner,
  consent,
}: Reach): Prisma.ApplicationCaseWhereInput {
  return {
    ...(regions && { region: { in: [...regions] } }),
    ...(institution !== undefined && { institution }),
    ...(owner !== undefined && { submission: { clientId: owner } }),
    // Consent lies sealed with the agent's details, where no condition can ask for it: nothing is found by it.
    ...(consent && { id: { in: [] } }),
    ...(candidate !== undefined && { subject: { tasks: { some: { candidate } } } }),
    ...(assignee !== undefined && {
      OR: [
        { subject: { tasks: { some: { assignee } } } },
        { rounds: { some: { assignments: { some: askedOf([assignee]) } } } },
      ],
    }),
  };
}

/** They are, or were, to judge it, and nobody has taken their place. */
export function askedOf(subjects: readonly string[]) {
  return { subject: { in: [...subjects] }, state: { not: 'replaced' } } satisfies Prisma.BallotAssignmentWhereInput;
}

/** What the access table asks of a case. */
export const accessedCase = {
  submission: true,
  subject: { select: { tasks: { select: { assignee: true } } } },
} satisfies Prisma.ApplicationCaseInclude;

/** The same for reads by whoever judges it in a round. */
export const judgedCase = {
  ...accessedCase,
  rounds: { select: { assignments: { where: { state: { not: 'replaced' } }, select: { subject: true } } } },
} satisfies Prisma.ApplicationCaseInclude;

/** Whether the patient agrees that the agent learns the diagnosis. */
export function consentIn(
  { submission: { agentSealed } }: { submission: Pick<Submission, 'agentSealed'> },
  sealer: Sealer,
): boolean {
  return agentSealed !== null && (sealer.open(agentSealed) as AgentDetails).consentToDiagnosis;
}

interface Seen {
  readonly region: string;
  readonly institution: string | null;
  readonly submission: { readonly clientId: string };
  readonly subject: { readonly tasks: readonly { readonly assignee: string | null }[] };
  readonly rounds?: readonly { readonly assignments: readonly { readonly subject: string }[] }[];
}

/** One case as the access table looks at it. */
export function targetOf(
  { region, institution, submission, subject: { tasks }, rounds = [] }: Seen,
  caller: Caller,
  consent: boolean,
): Target {
  const hands = handsOf(caller, region);
  const holders = [
    ...tasks.map(({ assignee }) => assignee),
    ...rounds.flatMap(({ assignments }) => assignments.map(({ subject }) => subject)),
  ];
  const mine = holders.find((holder) => holder !== null && hands.includes(holder));
  return { region, institution, owner: submission.clientId, assignee: mine ?? null, consent };
}
