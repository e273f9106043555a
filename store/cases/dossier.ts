/** 案卷: what a decision on a case rests on, in one part of a statement for all who read it. */
import type { CasePaper, Dossier } from '../../domain/eligibility/dossier.ts';
import type { ApplicationKind, ClinicalRecord, Facts, Reason, Verdict } from '../../domain/eligibility/verdict.ts';
import type { DecidedBy, Outcome } from '../../domain/case/decision.ts';
import { notFound } from '../../domain/errors.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { MessageBody } from './case-messages.ts';

/** As PostgreSQL makes it: sealed bytes in base64. */
export interface DossierRow {
  readonly caseId: string;
  readonly disease: string;
  readonly kind: ApplicationKind;
  readonly region: string;
  readonly institution: string | null;
  readonly insuranceType: InsuranceType;
  readonly policyVersionId: string;
  /** Whom it is about, by keyed hash; who applied, and who acts for them. */
  readonly person: string;
  readonly submitter: string;
  readonly agents: readonly string[];
  /** Those whom tasks or rounds gave it. */
  readonly holders: readonly string[];
  readonly papers: readonly CasePaper[];
  readonly factsSealed: string | null;
  readonly verdict: Verdict | null;
  /** The last decision, if there is one. */
  readonly decision: {
    readonly outcome: Outcome;
    readonly decidedAt: string;
    readonly decidedBy: DecidedBy;
    readonly reasons: readonly Reason[] | null;
  } | null;
  readonly appealSealed: string | null;
  readonly appealedAt: string | null;
}

/** What whoever appeals says, and which papers they add. */
export interface AppealMade {
  readonly grounds: string;
  readonly at: string;
  readonly documentIds: readonly string[];
}

/** @param id SQL for the id of the case; the part is null where there is no such case. */
export function dossierOf(id: Prisma.Sql): Prisma.Sql {
  const list = (query: Prisma.Sql) => Prisma.sql`coalesce((${query}), '[]')`;
  const paper = (evidence: Prisma.Sql, origin: string) => Prisma.sql`json_build_object('documentId', document."id",
    'evidence', ${evidence}, 'origin', ${origin}::text, 'mediaType', document."mediaType",
    'addedAt', document."uploadedAt")`;
  const order = Prisma.sql`ORDER BY document."uploadedAt", document."id"`;
  return Prisma.sql`(SELECT json_build_object(
    'caseId', file."id", 'disease', file."disease", 'kind', file."kind", 'region', file."region",
    'institution', file."institution", 'insuranceType', file."insuranceType",
    'policyVersionId', submitted."policyVersionId", 'person', file."personId",
    'submitter', submitted."clientId",
    'agents', array_remove(ARRAY[submitted."agentSubject", submitted."agentPersonId"::text], NULL),
    'holders', ${list(Prisma.sql`SELECT json_agg(holder) FROM (
        SELECT "assignee" AS holder FROM "Task" WHERE "subjectId" = file."id" AND "assignee" IS NOT NULL
        UNION SELECT "subject" FROM "BallotAssignment" WHERE "caseId" = file."id" AND "state" <> 'replaced') AS held`)},
    'offered', ${list(Prisma.sql`SELECT json_agg(${paper(Prisma.sql`offered."evidence"`, 'applicant')} ${order})
        FROM "SubmissionDocument" AS offered JOIN "Document" AS document ON document."id" = offered."documentId"
        WHERE offered."submissionId" = file."submissionId" AND offered."disease" = file."disease"`)},
    'added', ${list(Prisma.sql`SELECT json_agg(${paper(Prisma.sql`note."evidence"`, 'reviewer')} ${order})
        FROM "Note" AS note JOIN "Document" AS document ON document."id" = note."documentId"
        WHERE note."subjectId" = file."id"`)},
    'seen', ${list(Prisma.sql`SELECT json_agg(${paper(Prisma.sql`NULL`, 'visit')} ${order})
        FROM "HomeVisit" AS visit JOIN "Document" AS document
          ON document."id" = visit."signatureId" OR document."id" = ANY (visit."photographIds")
        WHERE visit."caseId" = file."id" AND visit."state" = 'done'`)},
    'factsSealed', encode(assessed."factsSealed", 'base64'), 'verdict', assessed."verdict",
    'decision', CASE WHEN file."outcome" IS NULL THEN NULL ELSE json_build_object('outcome', file."outcome",
      'decidedAt', file."decidedAt", 'decidedBy', file."decidedBy", 'reasons', file."reasons") END,
    'appealSealed', encode(appeal."bodySealed", 'base64'), 'appealedAt', appeal."sentAt")
    FROM "ApplicationCase" AS file JOIN "Submission" AS submitted ON submitted."id" = file."submissionId"
      LEFT JOIN LATERAL (SELECT "factsSealed", "verdict" FROM "Assessment" WHERE "caseId" = file."id"
        ORDER BY "ordinal" DESC LIMIT 1) AS assessed ON TRUE
      LEFT JOIN LATERAL (SELECT "bodySealed", "sentAt" FROM "CaseMessage" WHERE "caseId" = file."id"
        AND "kind" = 'appealed' ORDER BY "sentAt" DESC LIMIT 1) AS appeal ON TRUE
    WHERE file."id" = ${id})`;
}

/** As the part above comes back. */
export type RawDossier = Omit<DossierRow, 'papers'> & Readonly<Record<'offered' | 'added' | 'seen', CasePaper[]>>;

export function dossierRow({ offered, added, seen, ...raw }: RawDossier): DossierRow {
  const papers = [...offered, ...added, ...seen].map((paper) => ({ ...paper, addedAt: instantOf(paper.addedAt) }));
  return { ...raw, papers };
}

/** @throws DomainError NOT_FOUND */
export async function getDossier(run: RunStatement, caseId: string): Promise<DossierRow> {
  const [row] = await run<{ dossier: RawDossier | null }>(
    Prisma.sql`SELECT ${dossierOf(Prisma.sql`${caseId}::uuid`)} AS "dossier"`,
  );
  if (!row?.dossier) throw notFound('application', caseId);
  return dossierRow(row.dossier);
}

export function openDossier({ papers, factsSealed }: DossierRow, sealer: Sealer): Dossier {
  const facts = factsSealed === null ? undefined : (sealer.open(bytesOf(factsSealed)) as Facts);
  return { papers, records: facts?.records ?? ([] as readonly ClinicalRecord[]) };
}

export function appealIn({ appealSealed, appealedAt }: DossierRow, sealer: Sealer): AppealMade | null {
  if (appealSealed === null || appealedAt === null) return null;
  const { grounds = '', documents = [] } = sealer.open(bytesOf(appealSealed)) as MessageBody;
  return { grounds, at: instantOf(appealedAt), documentIds: documents.map(({ documentId }) => documentId) };
}

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}

/** As JSON of PostgreSQL has it: with the offset of the session. */
function instantOf(text: string): string {
  return new Date(text).toISOString();
}
