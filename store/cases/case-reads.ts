/** Cases as people read them, each with what says who may. */
import type { Reach } from '../../domain/access/access.ts';
import { notFound } from '../../domain/errors.ts';
import { Prisma, type ApplicationCase, type Submission } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { EngineDatabase } from '../database.ts';
import { readAfter, shownOfCases, type Reader } from '../reads/reads.ts';
import { accessedCase, casesReached, judgedCase } from './case-access.ts';
import { coded, type Coded } from './coded.ts';
import { getDossier } from './dossier.ts';
import { lastAskedFor } from './words-of-people.ts';

const addressed = {
  ...accessedCase,
  subject: { select: { tasks: { select: { assignee: true } }, auditSequence: true, auditHash: true } },
  visits: true,
  messages: { where: { kind: 'appealed' } },
} satisfies Prisma.ApplicationCaseInclude;

const detailed = {
  ...judgedCase,
  submission: { include: { policyVersion: { select: { id: true, pack: true, version: true } } } },
  subject: { select: { tasks: { select: { assignee: true } }, audit: { orderBy: { sequence: 'asc' } } } },
  assessments: { orderBy: { ordinal: 'asc' } },
  notices: { orderBy: { acceptedAt: 'asc' } },
  messages: { orderBy: { sentAt: 'asc' } },
  visits: { orderBy: { dueAt: 'asc' } },
} satisfies Prisma.ApplicationCaseInclude;

type CaseWith<Include extends Prisma.ApplicationCaseInclude> = Coded<
  Prisma.ApplicationCaseGetPayload<{ include: Include }>
>;

export type AccessedCase = CaseWith<typeof accessedCase>;
/** As whoever says something to it needs it. */
export type AddressedCase = CaseWith<typeof addressed>;
export type ListedCase = CaseWith<typeof judgedCase>;
export type DetailedCase = CaseWith<typeof detailed>;
/** As a receipt tells of it. */
export type ReceivedCase = Coded<ApplicationCase> &
  Pick<Submission, 'clientId' | 'agentSubject' | 'agentPersonId' | 'policyVersionId'> & {
    readonly assignees: readonly (string | null)[];
    readonly consented: boolean;
  };

export interface CaseFilter {
  readonly region?: string | undefined;
  readonly status?: string | undefined;
  readonly stage?: string | undefined;
  readonly outcome?: string | undefined;
  readonly procedure?: string | undefined;
  readonly disease?: string | undefined;
  readonly submissionId?: string | undefined;
}

interface Listing {
  readonly filter: CaseFilter;
  /** Each of these must reach it. */
  readonly reached: readonly (readonly Reach[])[];
  /** Undecided, and due before then. */
  readonly overdueAt: Date | undefined;
  readonly after: { readonly at: Date; readonly id: string } | undefined;
  readonly limit: number;
}

export type CaseReads = ReturnType<typeof createCaseReads>;

export function createCaseReads({ prisma, run }: EngineDatabase) {
  return {
    /** @throws DomainError NOT_FOUND */
    async accessed(id: string): Promise<AccessedCase> {
      const row = await prisma.applicationCase.findUnique({ where: { id }, include: accessedCase });
      if (row) return coded(row);
      throw notFound('application', id);
    },

    /** @throws DomainError NOT_FOUND */
    async addressed(id: string): Promise<AddressedCase> {
      const row = await prisma.applicationCase.findUnique({ where: { id }, include: addressed });
      if (row) return coded(row);
      throw notFound('application', id);
    },

    /** @throws DomainError NOT_FOUND */
    async detailed(id: string): Promise<DetailedCase> {
      const row = await prisma.applicationCase.findUnique({ where: { id }, include: detailed });
      if (row) return coded(row);
      throw notFound('application', id);
    },

    /** 案卷 @throws DomainError NOT_FOUND */
    dossier: (id: string) => getDossier(run, id),

    /** What a person last asked the applicant for, with their words for them. */
    askedFor: (id: string, sealer: Sealer) => lastAskedFor(run, sealer, id),

    /** Newest first; one more than `limit` where there are more. */
    async list({ filter, reached, overdueAt, after, limit }: Listing): Promise<ListedCase[]> {
      const rows = await prisma.applicationCase.findMany({
        where: {
          AND: [
            filter as Prisma.ApplicationCaseWhereInput,
            ...reached.map(casesReached),
            overdueAt ? { status: { not: 'decided' }, dueAt: { lt: overdueAt } } : {},
            after ? { OR: [{ receivedAt: { lt: after.at } }, { receivedAt: after.at, id: { lt: after.id } }] } : {},
          ],
        },
        include: judgedCase,
        orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
        take: limit + 1,
      });
      return rows.map(coded);
    },

    /** One statement, for every receipt ends with it: it puts down as well to whom this is shown. */
    ofSubmission: (submissionId: string, reader: Reader): Promise<ReceivedCase[]> =>
      run<ReceivedCase>(Prisma.sql`
        WITH received AS (
          SELECT "case".*, "clientId", "agentSubject", "agentPersonId", "policyVersionId",
            EXISTS (SELECT FROM "Consent" WHERE "caseId" = "case"."id" AND "withdrawnAt" IS NULL) AS "consented",
            ARRAY(SELECT "assignee" FROM "Task" WHERE "subjectId" = "case"."id") AS "assignees"
          FROM "ApplicationCase" AS "case" JOIN "Submission" AS submission ON submission."id" = "case"."submissionId"
          WHERE "case"."submissionId" = ${submissionId}::uuid),
        shown AS (${readAfter(reader, ['course', 'diagnosis'], shownOfCases(Prisma.raw('received')))})
        SELECT * FROM received ORDER BY "ordinal"`),
  };
}
