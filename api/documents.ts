import type { Caller, Target } from '../domain/access.ts';
import type { Document, PrismaClient } from '../generated/engine/client.ts';
import { askedOf } from './reads/reach-filter.ts';

export interface StoredDocument extends Document {
  /** The cases for which it was offered, or to whose tasks a reviewer added it, as the access table asks for them. */
  cases: Target[];
}

/** @param caller the one for whom the tasks of the cases are looked up. */
export async function findDocument(
  prisma: PrismaClient,
  id: string,
  caller: Caller,
): Promise<StoredDocument | undefined> {
  const found = await prisma.document.findUnique({
    where: { id },
    include: {
      submissions: { select: { disease: true, submission: { select: { clientId: true, cases: { select: caseFor(caller) } } } } },
      notes: { select: { task: { select: { case: { select: caseFor(caller) } } } } },
    },
  });
  if (!found) return undefined;
  const { submissions, notes, ...document } = found;
  const offeredFor = submissions.flatMap(({ disease, submission: { clientId: owner, cases: applied } }) =>
    // A submission has cases for several diseases; the paper belongs to the one for which it was offered.
    applied
      .filter((one) => one.disease === disease)
      .map((one) => ({ ...targetOf(one), owner })),
  );
  // What reviewers add is for those who work on the case, not for whoever applied.
  return { ...document, cases: [...offeredFor, ...notes.map(({ task }) => targetOf(task.case))] };
}

interface CaseRow {
  readonly region: string;
  readonly institution: string | null;
  readonly tasks: readonly { readonly assignee: string | null }[];
  readonly rounds: readonly { readonly assignments: readonly { readonly subject: string }[] }[];
  readonly sampled: readonly { readonly opinions: readonly { readonly subject: string }[] }[];
}

function targetOf({ region, institution, tasks, rounds, sampled }: CaseRow): Target {
  const asked = [...rounds.flatMap(({ assignments }) => assignments), ...sampled.flatMap(({ opinions }) => opinions)];
  const judging = asked[0]?.subject;
  return { region, institution, assignee: tasks[0]?.assignee ?? judging ?? null };
}

function caseFor({ subject, standsInFor = [] }: Caller) {
  const hands = [subject, ...standsInFor];
  const tasks = { where: { assignee: { in: hands } }, select: { assignee: true }, take: 1 };
  const rounds = { select: { assignments: { where: askedOf(hands), select: { subject: true }, take: 1 } } };
  const opinions = { where: { subject, state: { in: ['waiting', 'given'] } }, select: { subject: true }, take: 1 };
  return { disease: true, region: true, institution: true, tasks, rounds, sampled: { select: { opinions } } } as const;
}
