import { randomUUID } from 'node:crypto';
import { DomainError, isDomainError } from '../../domain/errors.ts';
import type { ExpiringRecognition } from '../../domain/continuity/renewal.ts';
import type { ApplicationKind } from '../../domain/eligibility/verdict.ts';
import { plainDate, type PlainDate } from '../../domain/plain-date.ts';
import type { Channel, ProcedureName } from '../../domain/policy/schema.ts';
import { localDay } from '../../domain/time-zone.ts';
import { isUnderWay, visitStates } from '../../domain/visits/visit.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { PolicyReference } from '../../workflows/messages.ts';
import type { EngineDatabase } from '../database.ts';
import { dateOf } from '../rows.ts';
import { createCaseReads } from './case-reads.ts';
import { coded } from './coded.ts';
import { openAgain } from './open-again.ts';
import type { CaseOpening, StoredCase } from './port.ts';
import { createSubmissions, type NewSubmission } from './submissions.ts';

/** Somebody is still expected at the home of the patient of a case that is over. */
export interface OpenVisit {
  readonly caseId: string;
  readonly workflowId: string;
}

/** The last one of a page. */
export interface ExpiringAfter {
  readonly until: PlainDate;
  readonly caseId: string;
}

export interface ExpiringCase extends ExpiringRecognition {
  readonly caseId: string;
  readonly region: string;
  readonly disease: string;
  /** The renewal's case, where there is one. */
  readonly renewedBy?: CaseOpening & {
    readonly why: 'notRecognised' | 'withdrawn' | 'lapsed' | 'notAccepted' | 'personDied' | null;
  };
}

export interface NewRenewal {
  readonly policy: PolicyReference;
  readonly procedure: ProcedureName;
  readonly sensitive: boolean;
  readonly kind: ApplicationKind & 'renewal';
  readonly at: Date;
}

/** What a person holds by their cases, and what is under way beside it. */
export interface Recognitions {
  /** Cases of the person that are not decided yet. */
  openOf(personId: string): Promise<readonly CaseOpening[]>;
  /** Cases of the person that ended because a register had the person dead. */
  endedByDeath(personId: string): Promise<readonly string[]>;
  /** Cases by which the person holds something, or did until a register ended it. */
  underRegisters(personId: string): Promise<readonly string[]>;
  /** Whether another case of the person keeps the disease from being applied for. */
  isPlaceTaken(of: Pick<StoredCase, 'id' | 'personId' | 'disease'>): Promise<boolean>;
  /**
   * Receives such a case anew under what a register said; false where it is not over by a death, or the person has
   * applied anew. @throws DomainError DEPENDENCY_UNAVAILABLE while its end is being told
   */
  revive(caseId: string, eventId: string, at: Date): Promise<boolean>;
  /** Visits under way of cases that are decided; a case that is not stops its own. */
  visitsOf(personId: string): Promise<readonly OpenVisit[]>;
  /** Whether each of these messages was taken or refused by its case. */
  allAnswered(messageIds: readonly string[]): Promise<boolean>;
  /** Those whose term ends by this day, in the order of day and id. */
  expiringBy(day: PlainDate, after: ExpiringAfter | undefined, limit: number): Promise<readonly ExpiringCase[]>;
  /** @throws DomainError STATE_CONFLICT where nothing in force ends */
  expiring(caseId: string): Promise<ExpiringCase>;
  /**
   * Opens a renewal for the person, prefilled from the case. Once for each case; when the person has filed one
   * meanwhile, that is it, and the answer false.
   */
  openRenewal(caseId: string, renewal: NewRenewal): Promise<boolean>;
}

type Earlier = Prisma.ApplicationCaseGetPayload<{ include: { submission: { include: { documents: true } } } }>;

interface ExpiringRow {
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
  why: NonNullable<ExpiringCase['renewedBy']>['why'];
  kept: boolean;
  released: boolean;
}

/** A recognition in force, and the latest renewal that was filed since its decision. */
const expiringCases = Prisma.sql`
  SELECT held."id" AS "caseId", held."region", held."disease", held."benefitUntil"::text AS "until",
    held."recognitionState" = 'suspended' IS TRUE AS "suspended",
    renewal."id" AS "renewal", renewal."receivedAt" AS "filedAt", renewal."opening",
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
    SELECT * FROM "ApplicationCase"
    WHERE "personId" = held."personId" AND "disease" = held."disease" AND "region" = held."region"
      AND "kind" = 'renewal' AND "id" <> held."id" AND "receivedAt" >= held."decidedAt"
    ORDER BY "receivedAt" DESC LIMIT 1) AS renewal ON TRUE
  WHERE held."outcome" = 'approved' AND held."holdsPlace" AND held."benefitUntil" IS NOT NULL`;

export function createPrismaRecognitions(database: EngineDatabase): Recognitions {
  const { prisma } = database;
  const submissions = createSubmissions(database);
  const reads = createCaseReads(database);
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

    async endedByDeath(personId) {
      const where = { personId, status: 'ended', ending: 'personDied' };
      const rows = await prisma.applicationCase.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
      return rows.map(({ id }) => id);
    },

    async revive(caseId, eventId, at) {
      const addressed = await reads.addressed(caseId);
      if (addressed.ending !== 'personDied' || (await this.isPlaceTaken(addressed))) return false;
      if (addressed.stage !== 'ended') throw notYet('How the case ended is being told.');
      // An appeal goes on as one.
      const appeal = addressed.outcome === 'notRecognised' ? addressed.messages.at(-1) : undefined;
      const because = appeal ? 'appealed' : 'revived';
      try {
        await openAgain(prisma, addressed, because, { id: appeal?.id ?? eventId, sentBy: 'system', sentAt: at }, []);
        return true;
      } catch (error) {
        if (isDomainError(error) && error.code === 'STATE_CONFLICT') throw notYet(error.message);
        throw error;
      }
    },

    async underRegisters(personId) {
      const ended = { recognitionState: 'ended', course: { not: Prisma.DbNull } };
      const where = { personId, status: 'decided', outcome: 'approved', OR: [{ holdsPlace: true }, ended] };
      const rows = await prisma.applicationCase.findMany({ where, select: { id: true }, orderBy: { id: 'asc' } });
      return rows.map(({ id }) => id);
    },

    async isPlaceTaken({ id, personId, disease }) {
      const where = { personId, disease, holdsPlace: true, id: { not: id } };
      return (await prisma.applicationCase.count({ where })) > 0;
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

    async expiringBy(day, after, limit) {
      const beyond = after
        ? Prisma.sql`AND (held."benefitUntil", held."id") > (${dateOf(after.until)}::date, ${after.caseId}::uuid)`
        : Prisma.empty;
      const rows = await prisma.$queryRaw<
        ExpiringRow[]
      >`${expiringCases} AND held."benefitUntil" <= ${dateOf(day)}::date ${beyond}
        ORDER BY held."benefitUntil", held."id" LIMIT ${limit}`;
      return rows.map(toExpiring);
    },

    async expiring(caseId) {
      const [row] = await prisma.$queryRaw<ExpiringRow[]>`${expiringCases} AND held."id" = ${caseId}::uuid`;
      if (row) return toExpiring(row);
      throw new DomainError('STATE_CONFLICT', 'The case is no recognition in force that ends.', {
        params: { case: caseId },
      });
    },

    async openRenewal(caseId, renewal) {
      const include = { submission: { include: { documents: true } } };
      const earlier = await prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId }, include });
      const submission = renewalOf(earlier, renewal);
      const isNew = await submissions.receive(submission);
      // Under the key of this renewal it has been opened before; under any other the person was faster.
      return isNew || (await submissions.underKey(submission)) !== null;
    },
  };
}

/** It is tried again, until it is so. */
function notYet(message: string): DomainError {
  return new DomainError('DEPENDENCY_UNAVAILABLE', message, { params: { dependency: 'workflow' } });
}

/** The earlier case anew: its person, agent, institution and papers, under the rules of today. */
function renewalOf(earlier: Earlier, { policy, procedure, sensitive, kind, at }: NewRenewal): NewSubmission {
  const { disease, institution, treatingPhysician, recordsSealed, submission } = earlier;
  const { channel, applicantSealed, agentSealed, agentSubject, agentPersonId, documents } = submission;
  return {
    id: randomUUID(),
    clientId: 'system',
    idempotencyKey: `renewal of ${earlier.id}`,
    bodyHash: '',
    region: earlier.region,
    channel: channel as Channel,
    insuranceType: coded(earlier).insuranceType,
    personId: earlier.personId,
    applicantSealed,
    agentSealed,
    agentSubject,
    agentPersonId,
    identity: 'renewal',
    policy,
    receivedAt: at,
    enteredBy: 'system',
    renews: earlier.id,
    startedBy: at,
    papers: documents
      .filter((paper) => paper.disease === disease)
      .map(({ evidence, documentId }) => ({ evidence, documentId, disease })),
    cases: [
      {
        id: randomUUID(),
        disease,
        procedure,
        sensitive,
        kind,
        institution,
        treatingPhysician,
        recordsSealed,
      },
    ],
  };
}

function toExpiring(row: ExpiringRow): ExpiringCase {
  const { caseId, region, disease, suspended, renewal, filedAt, opening, overAt, why, approved, kept, released } = row;
  const expiring = { caseId, region, disease, suspended, until: plainDate(row.until) };
  if (renewal === null) return expiring;
  const day = (instant: Date): PlainDate => localDay(instant);
  return {
    ...expiring,
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
