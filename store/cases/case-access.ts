/** Who reaches which case, as conditions and rows: what the access table asks. */
import { vouchedIdentities, type CaseIdentity } from '../../domain/case/identity.ts';
import type { Reach } from '../../domain/access/access.ts';
import type { Prisma } from '../../generated/engine/client.ts';

/** What these grants reach; the same table that `permits` asks for one case. */
export function casesReached(reached: readonly Reach[]): Prisma.ApplicationCaseWhereInput {
  return { OR: reached.map(condition) };
}

function condition(reach: Reach): Prisma.ApplicationCaseWhereInput {
  const { regions, institution, assignee, candidate, person, submitter, bearer } = reach;
  const { agent, consent, vouched, unlessAgent } = reach;
  return {
    ...(regions && { region: { in: [...regions] } }),
    ...(institution !== undefined && { institution }),
    ...(bearer !== undefined && { id: { in: [] } }),
    ...(person !== undefined && { personId: person }),
    AND: [
      submitter === undefined ? {} : { submission: { clientId: submitter } },
      agent ? { submission: actedFor(agent) } : {},
      consent ? agreed : {},
      unlessAgent ? { OR: [{ submission: notActedFor(unlessAgent) }, agreed] } : {},
      // What a stranger entered about them the person may see all of, unless it may be about somebody else.
      vouched ? { identity: person === undefined ? { in: vouchedIdentities } : { not: 'doubtful' } } : {},
    ],
    ...(candidate !== undefined && { subject: { tasks: { some: { candidate } } } }),
    ...(assignee !== undefined && {
      OR: [
        { subject: { tasks: { some: { assignee } } } },
        { rounds: { some: { assignments: { some: askedOf([assignee]) } } } },
      ],
    }),
  };
}

const agreed = { consents: { some: { withdrawnAt: null } } } satisfies Prisma.ApplicationCaseWhereInput;

/** Of these names one acts for the person: subjects, and people by keyed hash. */
function actedFor(names: readonly string[]): Prisma.SubmissionWhereInput {
  const people = names.filter((name) => isPersonId.test(name));
  return { OR: [{ agentSubject: { in: [...names] } }, { agentPersonId: { in: people } }] };
}

/** Nobody is none of these: a comparison with nothing would say neither. */
function notActedFor(names: readonly string[]): Prisma.SubmissionWhereInput {
  const people = names.filter((name) => isPersonId.test(name));
  return {
    AND: [
      { OR: [{ agentSubject: null }, { agentSubject: { notIn: [...names] } }] },
      { OR: [{ agentPersonId: null }, { agentPersonId: { notIn: people } }] },
    ],
  };
}

const isPersonId = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** They are, or were, to judge it, and nobody has taken their place. */
export function askedOf(subjects: readonly string[]) {
  return { subject: { in: [...subjects] }, state: { not: 'replaced' } } satisfies Prisma.BallotAssignmentWhereInput;
}

/** What the access table asks of a case. */
export const accessedCase = {
  submission: true,
  consents: { where: { withdrawnAt: null }, select: { id: true } },
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
  readonly personId: string;
  readonly identity: CaseIdentity;
  readonly submission: {
    readonly clientId: string;
    readonly agentSubject: string | null;
    readonly agentPersonId: string | null;
  };
  /** Those in force. */
  readonly consents: readonly unknown[];
  readonly subject: { readonly tasks: readonly { readonly assignee: string | null }[] };
  readonly rounds?: readonly { readonly assignments: readonly { readonly subject: string }[] }[];
}

/** Who acts for the person, by the token under which they applied and by who they are. */
export function agentsOf({
  agentSubject,
  agentPersonId,
}: Pick<ReachedCase['submission'], 'agentSubject' | 'agentPersonId'>): string[] {
  return [agentSubject, agentPersonId].filter((name) => name !== null);
}
