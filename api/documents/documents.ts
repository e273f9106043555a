import { handsOf, type Caller, type Target } from '../../domain/access/access.ts';
import type { Document, PrismaClient } from '../../generated/engine/client.ts';
import { askedOf } from '../cases/reach-filter.ts';

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
      submissions: {
        select: { disease: true, submission: { select: { clientId: true, cases: { select: caseFor(caller) } } } },
      },
      notes: {
        select: {
          task: { select: { region: true, institution: true, assignee: true } },
          subject: { select: { case: { select: caseFor(caller) } } },
        },
      },
    },
  });
  if (!found) return undefined;
  const { submissions, notes, ...document } = found;
  const offeredFor = submissions.flatMap(({ disease, submission: { clientId: owner, cases: applied } }) =>
    // A submission has cases for several diseases; the paper belongs to the one for which it was offered.
    applied.filter((one) => one.disease === disease).map((one) => ({ ...targetOf(one, caller), owner })),
  );
  // What reviewers add is for those who work on the subject, not for whoever applied.
  const added = notes.map(({ task, subject }) => (subject.case ? targetOf(subject.case, caller) : task));
  return { ...document, cases: [...offeredFor, ...added] };
}

interface CaseRow {
  readonly region: string;
  readonly institution: string | null;
  readonly subject: { readonly tasks: readonly { readonly assignee: string | null }[] };
  readonly rounds: readonly { readonly assignments: readonly { readonly subject: string }[] }[];
  readonly sampled: readonly { readonly opinions: readonly { readonly subject: string }[] }[];
}

function targetOf({ region, institution, subject: { tasks }, rounds, sampled }: CaseRow, caller: Caller): Target {
  const asked = [...rounds.flatMap(({ assignments }) => assignments), ...sampled.flatMap(({ opinions }) => opinions)];
  const holders = [...tasks.map(({ assignee }) => assignee), ...asked.map(({ subject }) => subject)];
  const hands = handsOf(caller, region);
  return { region, institution, assignee: holders.find((holder) => holder !== null && hands.includes(holder)) ?? null };
}

function caseFor({ subject, standsInFor = [] }: Caller) {
  // Those of other regions among them: `targetOf` knows the region of the case.
  const hands = [subject, ...standsInFor.map((absent) => absent.subject)];
  const tasks = { where: { assignee: { in: hands } }, select: { assignee: true } };
  const rounds = { select: { assignments: { where: askedOf(hands), select: { subject: true } } } };
  const opinions = { where: { subject, state: { in: ['waiting', 'given'] } }, select: { subject: true }, take: 1 };
  return {
    disease: true,
    region: true,
    institution: true,
    subject: { select: { tasks } },
    rounds,
    sampled: { select: { opinions } },
  } as const;
}
