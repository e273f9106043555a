/** Submissions as they are received: the rows of one, in one statement, be it a person's or a renewal's. */
import { isVouchedFor, type CaseIdentity, type PresenceProof } from '../../domain/case/identity.ts';
import type { Channel, InsuranceType, ProcedureName } from '../../domain/policy/schema.ts';
import type { ApplicationKind } from '../../domain/eligibility/verdict.ts';
import type { Prisma } from '../../generated/engine/client.ts';
import type { ApplicationStart, PolicyReference } from '../../workflows/messages.ts';
import type { EngineDatabase } from '../database.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { startMessage } from '../outbox/start-message.ts';
import { isUniqueViolation } from '../rows.ts';
import { chainStart, link, type AuditLink } from '../subjects/audit-chain.ts';
import { newSubjects } from '../subjects/subject.ts';

/** One case of a submission; ids are ours, so that no row waits for another's. */
export interface NewCase {
  readonly id: string;
  readonly disease: string;
  readonly procedure: ProcedureName;
  readonly sensitive: boolean;
  readonly kind: ApplicationKind;
  readonly institution: string | null;
  readonly treatingPhysician: string | null;
  readonly recordsSealed: Uint8Array<ArrayBuffer> | null;
}

export interface NewSubmission {
  readonly id: string;
  readonly clientId: string;
  readonly idempotencyKey: string;
  /** Keyed hash of the canonical body; empty where no call sent one. */
  readonly bodyHash: string;
  readonly region: string;
  readonly channel: Channel;
  readonly insuranceType: InsuranceType;
  readonly personId: string;
  readonly applicantSealed: Uint8Array<ArrayBuffer>;
  readonly agentSealed: Uint8Array<ArrayBuffer> | null;
  /** Who acts for the person: by the token under which they applied, and by their own identity. */
  readonly agentSubject: string | null;
  readonly agentPersonId: string | null;
  readonly identity: CaseIdentity;
  /** What a desk has read of the person. */
  readonly presence?: { readonly proof: PresenceProof; readonly reference?: string | undefined };
  readonly policy: PolicyReference;
  readonly receivedAt: Date;
  /** Who entered it, and so takes no part in the review; `system` where nobody did. */
  readonly enteredBy: string;
  /** The case whose recognition it renews. */
  readonly renews?: string;
  readonly cases: readonly NewCase[];
  readonly papers: readonly { readonly evidence: string; readonly documentId: string; readonly disease: string }[];
  /** When the outbox starts the cases, unless the call has done so. */
  readonly startedBy: Date;
}

/** The workflow of each of its cases. */
export function startsOf({ region, policy, cases }: NewSubmission): ApplicationStart[] {
  const { pack, version } = policy;
  return cases.map(({ id: caseId, procedure }) => {
    return { caseId, opening: 0, region, procedure, policy: { pack, version } };
  });
}

/**
 * The submission, its cases, their first audit entries and the messages that start their workflows. The submission goes
 * first, so that a repeat is recognised as one before its own cases count as duplicates.
 */
export function submissionWrites(submission: NewSubmission): Prisma.Sql[] {
  const { id: submissionId, region, cases, papers, startedBy } = submission;
  const entries = cases.map((one) => received(submission, one));
  const heads = entries.map(({ subjectId, sequence, hash }) => ({ id: subjectId, sequence, hash }));
  return [
    insertInto('Submission', [submissionRow(submission)]),
    newSubjects(
      heads.map(({ id, sequence, hash }) => ({ id, kind: 'case', region, auditSequence: sequence, auditHash: hash })),
    ),
    insertInto(
      'ApplicationCase',
      cases.map((one, ordinal) => caseRow(submission, one, ordinal)),
    ),
    insertInto('AuditEntry', entries as (AuditLink & { data: Prisma.InputJsonObject })[]),
    intoOutbox(...startsOf(submission).map((start) => startMessage(start, startedBy))),
    ...(papers.length > 0
      ? [
          insertInto(
            'SubmissionDocument',
            papers.map((paper) => ({ ...paper, submissionId })),
          ),
        ]
      : []),
  ];
}

function submissionRow(submission: NewSubmission): Prisma.SubmissionCreateManyInput {
  const { id, clientId, idempotencyKey, bodyHash, region, channel, policy, personId, ...rest } = submission;
  const { applicantSealed, agentSealed, agentSubject, agentPersonId, receivedAt } = rest;
  return {
    id,
    clientId,
    idempotencyKey,
    bodyHash,
    region,
    channel,
    policyVersionId: policy.id,
    personId,
    applicantSealed,
    agentSealed,
    agentSubject,
    agentPersonId,
    receivedAt,
  };
}

function caseRow(submission: NewSubmission, one: NewCase, ordinal: number): Prisma.ApplicationCaseCreateManyInput {
  const { id: submissionId, personId, region, insuranceType, identity, receivedAt } = submission;
  const place = { submissionId, ordinal, personId, region, insuranceType, identity };
  // What nobody vouches for takes no place: it is received whatever is known of the person, and keeps nobody out.
  const holdsPlace = isVouchedFor(identity);
  return { ...one, ...place, status: 'received', stage: 'received', holdsPlace, receivedAt };
}

function received(submission: NewSubmission, one: NewCase): AuditLink {
  const { channel, enteredBy, renews, receivedAt, identity, presence } = submission;
  const { id, disease, procedure, kind } = one;
  return link(chainStart, {
    subjectId: id,
    sequence: 1,
    effect: 'receive:0',
    at: receivedAt,
    actor: enteredBy,
    action: 'received',
    data: {
      disease,
      procedure,
      channel,
      kind,
      identity,
      ...(presence && { presence }),
      ...(renews !== undefined && { renews }),
    },
  });
}

/** The two keys by which a submission comes again; of any other the caller knows nothing. */
function repeats(error: unknown): boolean {
  return isUniqueViolation(error, 'clientId', 'idempotencyKey') || isUniqueViolation(error, 'personId', 'disease');
}

interface SubmissionKey {
  readonly clientId: string;
  readonly idempotencyKey: string;
}

export type Submissions = ReturnType<typeof createSubmissions>;

export function createSubmissions({ prisma, run }: EngineDatabase) {
  return {
    /**
     * False where it came before, or the person has applied for one of the diseases already: unique indexes say so, not
     * a look, for two calls at once cannot both pass.
     */
    async receive(submission: NewSubmission): Promise<boolean> {
      try {
        await writeAtOnce(run, submissionWrites(submission));
        return true;
      } catch (error) {
        if (repeats(error)) return false;
        throw error;
      }
    },

    underKey: ({ clientId, idempotencyKey }: SubmissionKey) =>
      prisma.submission.findUnique({
        where: { clientId_idempotencyKey: { clientId, idempotencyKey } },
        include: { cases: { orderBy: { ordinal: 'asc' } } },
      }),

    /** The first case that keeps the person from applying for one of the diseases. */
    holdingPlace: (personId: string, diseases: readonly string[]) =>
      prisma.applicationCase.findFirst({
        where: { personId, disease: { in: [...diseases] }, holdsPlace: true },
        orderBy: { receivedAt: 'asc' },
        select: { id: true, status: true },
      }),
  };
}
