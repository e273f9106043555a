import { reaches, type Caller, type Operation, type Reach, type Target } from '../../domain/access.ts';
import type { Prisma } from '../../generated/engine/client.ts';

/** What the caller's grants reach, as a condition on cases; the same table that `permits` asks for one case. */
export function casesWithin(operation: Operation, caller: Caller): Prisma.ApplicationCaseWhereInput {
  return { OR: reaches(operation, caller).map(caseCondition) };
}

function caseCondition({ regions, institution, assignee, candidate, owner, consent }: Reach): Prisma.ApplicationCaseWhereInput {
  return {
    ...(regions && { region: { in: [...regions] } }),
    ...(institution !== undefined && { institution }),
    ...(owner !== undefined && { submission: { clientId: owner } }),
    // Consent lies sealed with the agent's details, where no condition can ask for it: nothing is found by it.
    ...(consent && { id: { in: [] } }),
    ...((assignee !== undefined || candidate !== undefined) && {
      tasks: { some: { ...(assignee !== undefined && { assignee }), ...(candidate !== undefined && { candidate }) } },
    }),
  };
}

interface Seen {
  readonly region: string;
  readonly institution: string | null;
  readonly submission: { readonly clientId: string };
  readonly tasks: readonly { readonly assignee: string | null }[];
}

/** One case as the access table looks at it. */
export function targetOf({ region, institution, submission, tasks }: Seen, caller: Caller, consent: boolean): Target {
  const mine = tasks.some(({ assignee }) => assignee === caller.subject);
  return { region, institution, owner: submission.clientId, assignee: mine ? caller.subject : null, consent };
}
