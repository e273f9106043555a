import type { Caller, Target } from '../domain/access.ts';
import type { Document, PrismaClient } from '../generated/engine/client.ts';

export interface StoredDocument extends Document {
  /** The cases for which it was offered, as the access table asks for them. */
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
    include: { submissions: { select: { disease: true, submission: { select: submissionFor(caller) } } } },
  });
  if (!found) return undefined;
  const { submissions, ...document } = found;
  const cases = submissions.flatMap(({ disease, submission: { clientId: owner, cases: applied } }) =>
    // A submission has cases for several diseases; the paper belongs to the one for which it was offered.
    applied
      .filter((one) => one.disease === disease)
      .map(({ region, institution, tasks }) => ({ region, owner, institution, assignee: tasks[0]?.assignee ?? null })),
  );
  return { ...document, cases };
}

function submissionFor({ subject }: Caller) {
  const tasks = { where: { assignee: subject }, select: { assignee: true }, take: 1 };
  return { clientId: true, cases: { select: { disease: true, region: true, institution: true, tasks } } } as const;
}
