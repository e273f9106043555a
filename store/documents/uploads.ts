import { notFound } from '../../domain/errors.ts';
import type { Document, Prisma, PrismaClient } from '../../generated/engine/client.ts';
import { agentsOf, askedOf } from '../cases/case-access.ts';

/**
 * An uploaded paper, with the cases for which it was offered and the subjects at whose steps a reviewer or a
 * visit team added it.
 */
export interface Upload extends Document {
  readonly offered: readonly OfferedFor[];
  readonly added: readonly Held[];
}

/** A case or another subject, with those of the given people who have to do with it. */
export interface Held {
  readonly region: string;
  readonly institution: string | null;
  readonly holders: readonly string[];
}

export interface OfferedFor extends Held {
  /** Who applied, about whom, and who acts for them. */
  readonly submitter: string;
  readonly person: string;
  readonly agents: readonly string[];
}

export type Uploads = ReturnType<typeof createUploads>;

/** Rows of uploaded papers; their bytes lie in the document store. */
export function createUploads(prisma: PrismaClient) {
  return {
    async keep(upload: Document): Promise<void> {
      await prisma.document.create({ data: upload, select: { id: true } });
    },

    /** Which of these this one has uploaded. */
    async uploadedBy(subject: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
      const where = { id: { in: [...ids] }, uploadedBy: subject };
      const rows = await prisma.document.findMany({ where, select: { id: true } });
      return new Set(rows.map(({ id }) => id));
    },

    /**
     * @param judge who judges samples for nobody else
     * @param people the same, and those for whom they stand in
     * @throws DomainError NOT_FOUND
     */
    async get(id: string, judge: string, people: readonly string[]): Promise<Upload> {
      const [row, visits] = await Promise.all([
        prisma.document.findUnique({ where: { id }, include: usesFor(judge, people) }),
        prisma.homeVisit.findMany({
          where: { OR: [{ signatureId: id }, { photographIds: { has: id } }] },
          select: { case: { select: heldBy(judge, people) } },
        }),
      ]);
      if (!row) throw notFound('document', id);
      const { submissions, notes, ...document } = row;
      return {
        ...document,
        offered: submissions.flatMap(({ disease, submission: { cases, ...submission } }) =>
          // A submission has cases for several diseases; the paper belongs to the one for which it was offered.
          cases
            .filter((one) => one.disease === disease)
            .map((one) => ({ ...heldCase(one), ...concernedIn(submission) })),
        ),
        added: [
          ...notes.map(({ task, subject }) =>
            subject.case ? heldCase(subject.case) : { ...task, holders: holdersOf(subject.tasks) },
          ),
          // Signature and photographs of a home visit are papers of its case.
          ...visits.map((visit) => heldCase(visit.case)),
        ],
      };
    },
  };
}

function usesFor(judge: string, people: readonly string[]) {
  const held = heldBy(judge, people);
  return {
    submissions: {
      select: { disease: true, submission: { select: { ...concernedBy, cases: { select: held } } } },
    },
    notes: {
      select: {
        task: { select: { region: true, institution: true } },
        subject: { select: { case: { select: held }, ...held.subject.select } },
      },
    },
  } satisfies Prisma.DocumentInclude;
}

const concernedBy = {
  clientId: true,
  personId: true,
  agentSubject: true,
  agentPersonId: true,
} satisfies Prisma.SubmissionSelect;

type Concerned = Prisma.SubmissionGetPayload<{ select: typeof concernedBy }>;

function concernedIn({ clientId: submitter, personId: person, ...acting }: Concerned) {
  return { submitter, person, agents: agentsOf(acting) };
}

function heldBy(judge: string, people: readonly string[]) {
  const opinions = {
    where: { subject: judge, state: { in: ['waiting', 'given'] } },
    select: { subject: true },
    take: 1,
  };
  return {
    disease: true,
    region: true,
    institution: true,
    subject: { select: { tasks: { where: { assignee: { in: [...people] } }, select: { assignee: true } } } },
    rounds: { select: { assignments: { where: askedOf(people), select: { subject: true } } } },
    sampled: { select: { opinions } },
  } satisfies Prisma.ApplicationCaseSelect;
}

/** Each has such a task. */
function holdersOf(tasks: readonly { readonly assignee: string | null }[]): string[] {
  return tasks.map(({ assignee }) => assignee!);
}

type HeldRow = Prisma.ApplicationCaseGetPayload<{ select: ReturnType<typeof heldBy> }>;

function heldCase({ region, institution, subject, rounds, sampled }: HeldRow): Held {
  const asked = [...rounds.flatMap(({ assignments }) => assignments), ...sampled.flatMap(({ opinions }) => opinions)];
  return { region, institution, holders: [...holdersOf(subject.tasks), ...asked.map((one) => one.subject)] };
}
