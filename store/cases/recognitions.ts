import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { plainDate, type PlainDate } from '../../domain/plain-date.ts';
import { localDay } from '../../domain/time-zone.ts';
import { isUnderWay, visitStates } from '../../domain/visits/visit.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { chainStart, link, type AuditLink } from '../subjects/audit-chain.ts';
import { newSubjects } from '../subjects/subject.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { dateOf, isUniqueViolation } from '../rows.ts';
import { startMessage } from '../outbox/start-message.ts';
import type { EndingCase, NewRenewal, Recognitions } from '../upkeep-port.ts';

type Earlier = Prisma.ApplicationCaseGetPayload<{ include: { submission: { include: { documents: true } } } }>;

interface EndingRow {
  caseId: string;
  region: string;
  disease: string;
  until: string;
  suspended: boolean;
  renewal: string | null;
  filedAt: Date | null;
  opening: number | null;
  approved: boolean | null;
  overAt: Date | null;
  why: NonNullable<EndingCase['renewedBy']>['why'];
  kept: boolean;
  released: boolean;
}

/** A recognition in force, and the latest renewal that was filed since its decision. */
const endingCases = Prisma.sql`
  SELECT held."id" AS "caseId", held."region", held."disease", held."benefitUntil"::text AS "until",
    held."recognitionState" = 'suspended' IS TRUE AS "suspended", renewal."id" AS "renewal", renewal."receivedAt" AS "filedAt", renewal."opening",
    renewal."outcome" = 'approved' IS TRUE AS "approved",
    CASE WHEN renewal."status" = 'decided' AND renewal."outcome" <> 'approved' THEN renewal."decidedAt"
      WHEN renewal."status" = 'ended' THEN renewal."endedAt" END AS "overAt",
    CASE WHEN renewal."status" = 'decided' AND renewal."outcome" <> 'approved' THEN renewal."outcome"
      WHEN renewal."status" = 'ended' THEN renewal."ending" END AS "why",
    EXISTS (SELECT FROM "AuditEntry" WHERE "subjectId" = held."id"
      AND "effect" = 'keep:' || renewal."id" || ':' || renewal."opening") AS "kept",
    EXISTS (SELECT FROM "AuditEntry" WHERE "subjectId" = held."id"
      AND "effect" = 'release:' || renewal."id" || ':' || renewal."opening") AS "released"
  FROM "ApplicationCase" AS held LEFT JOIN LATERAL (
    SELECT * FROM "ApplicationCase" WHERE "personId" = held."personId" AND "disease" = held."disease" AND "region" = held."region"
      AND "kind" = 'renewal' AND "id" <> held."id" AND "receivedAt" >= held."decidedAt"
    ORDER BY "receivedAt" DESC LIMIT 1) AS renewal ON TRUE
  WHERE held."outcome" = 'approved' AND held."holdsPlace" AND held."benefitUntil" IS NOT NULL`;

export function createPrismaRecognitions(prisma: PrismaClient): Recognitions {
  return {
    async openOf(personId) {
      const where = { personId, status: { in: ['received', 'open'] } };
      const rows = await prisma.applicationCase.findMany({
        where,
        select: { id: true, opening: true },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ id, opening }) => ({ caseId: id, opening }));
    },

    async visitsOf(personId) {
      const where = {
        state: { in: visitStates.filter(isUnderWay) },
        case: { personId, status: { notIn: ['received', 'open'] } },
      };
      return prisma.homeVisit.findMany({ where, select: { caseId: true, workflowId: true }, orderBy: { id: 'asc' } });
    },

    async allAnswered(messageIds) {
      return (await prisma.caseMessage.count({ where: { id: { in: [...messageIds] }, state: 'sent' } })) === 0;
    },

    async endingBy(day, after, limit) {
      const beyond = after
        ? Prisma.sql`AND (held."benefitUntil", held."id") > (${dateOf(after.until)}::date, ${after.caseId}::uuid)`
        : Prisma.empty;
      const rows = await prisma.$queryRaw<
        EndingRow[]
      >`${endingCases} AND held."benefitUntil" <= ${dateOf(day)}::date ${beyond}
        ORDER BY held."benefitUntil", held."id" LIMIT ${limit}`;
      return rows.map(toEnding);
    },

    async ending(caseId) {
      const [row] = await prisma.$queryRaw<EndingRow[]>`${endingCases} AND held."id" = ${caseId}::uuid`;
      if (row) return toEnding(row);
      throw new DomainError('STATE_CONFLICT', 'The case is no recognition in force that ends.', {
        params: { case: caseId },
      });
    },

    async openRenewal(caseId, renewal) {
      const include = { submission: { include: { documents: true } } };
      const earlier = await prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId }, include });
      try {
        await writeAtOnce(prisma, rowsOf(earlier, renewal));
        return true;
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        return (
          (await prisma.submission.count({
            where: { clientId: earlier.submission.clientId, idempotencyKey: keyOf(caseId) },
          })) > 0
        );
      }
    },
  };

  /** The earlier case anew: its person, agent, institution and papers, under the rules of today. */
  function rowsOf(earlier: Earlier, { policy, procedure, sensitive, kind, at }: NewRenewal): Prisma.Sql[] {
    const {
      id: caseId,
      submission,
      disease,
      region,
      personId,
      insuranceType,
      institution,
      treatingPhysician,
      recordsSealed,
    } = earlier;
    const { clientId, channel, applicantSealed, agentSealed, documents } = submission;
    const submissionId = randomUUID();
    const id = randomUUID();
    const audit = link(chainStart, {
      subjectId: id,
      sequence: 1,
      effect: 'receive:0',
      at,
      actor: 'system',
      action: 'received',
      data: { disease, procedure, channel, kind, renews: caseId },
    });
    const opened = {
      id: submissionId,
      clientId,
      idempotencyKey: keyOf(caseId),
      bodyHash: '',
      region,
      channel,
      policyVersionId: policy.id,
      personId,
      applicantSealed,
      agentSealed,
      receivedAt: at,
    };
    const row = {
      id,
      submissionId,
      ordinal: 0,
      personId,
      region,
      disease,
      sensitive,
      kind,
      insuranceType,
      institution,
      treatingPhysician,
      procedure,
      recordsSealed,
      status: 'received',
      stage: 'received',
      holdsPlace: true,
      receivedAt: at,
    };
    const involved = treatingPhysician ? [{ subject: treatingPhysician, rule: 'treatingPhysician' as const }] : [];
    const opening = { ordinal: 0, because: 'submitted' as const, assessed: 0, involved };
    const papers = documents.filter((paper) => paper.disease === disease).map((paper) => ({ ...paper, submissionId }));
    return [
      insertInto('Submission', [opened]),
      newSubjects([{ id, kind: 'case', region, auditSequence: audit.sequence, auditHash: audit.hash }]),
      insertInto('ApplicationCase', [row]),
      insertInto('AuditEntry', [audit as AuditLink & { data: Prisma.InputJsonObject }]),
      insertInto('Outbox', [startMessage({ caseId: id, region, procedure, policy, enteredBy: 'system', opening }, at)]),
      ...(papers.length > 0 ? [insertInto('SubmissionDocument', papers)] : []),
    ];
  }
}

function keyOf(caseId: string): string {
  return `renewal of ${caseId}`;
}

function toEnding(row: EndingRow): EndingCase {
  const { caseId, region, disease, suspended, renewal, filedAt, opening, overAt, why, approved, kept, released } = row;
  const ending = { caseId, region, disease, suspended, until: plainDate(row.until) };
  if (renewal === null) return ending;
  const day = (instant: Date): PlainDate => localDay(instant);
  return {
    ...ending,
    renewal: {
      filedOn: day(filedAt!),
      kept,
      released,
      approved: approved === true,
      ...(overAt && { overOn: day(overAt) }),
    },
    renewedBy: { caseId: renewal, opening: opening!, why },
  };
}
