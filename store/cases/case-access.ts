/** Who reaches which case, as conditions and rows: what the access table asks. */
import type { Reach } from '../../domain/access/access.ts';
import type { Prisma } from '../../generated/engine/client.ts';

/** What these grants reach; the same table that `permits` asks for one case. */
export function casesReached(reached: readonly Reach[]): Prisma.ApplicationCaseWhereInput {
  return { OR: reached.map(condition) };
}

function condition(reach: Reach): Prisma.ApplicationCaseWhereInput {
  const { regions, institution, assignee, candidate, owner, consent } = reach;
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

/** What of a case says who reaches it. */
export interface ReachedCase {
  readonly region: string;
  readonly institution: string | null;
  readonly submission: { readonly clientId: string; readonly agentSealed: Uint8Array | null };
  readonly subject: { readonly tasks: readonly { readonly assignee: string | null }[] };
  readonly rounds?: readonly { readonly assignments: readonly { readonly subject: string }[] }[];
}
