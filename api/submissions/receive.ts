import { createHmac, randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access.ts';
import type { ClinicalRecord } from '../../domain/eligibility/verdict.ts';
import { knownValue } from '../../domain/policy/figure.ts';
import type { Disease } from '../../domain/policy/schema.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { canonicalJson } from '../../platform/canonical-json.ts';
import { lookupId, type Sealer } from '../../platform/sealing.ts';
import { chainStart, link, type AuditLink } from '../../records/audit-chain.ts';
import { outboxMessages } from '../../records/outbox-messages.ts';
import type { AgentDetails, PersonDetails } from '../../records/details.ts';
import { isUniqueViolation } from '../../records/rows.ts';
import type { ApplicationInput } from '../../workflows/messages.ts';
import type { PublishedPolicies, PublishedPolicy } from '../published-policies.ts';
import { conflictBehind } from './conflicts.ts';
import { requireDocuments } from './documents.ts';
import type { DiseaseApplication, SubmissionForm } from './form.ts';
import { acceptingDisease, checkSubmission } from './requirements.ts';

interface Dependencies {
  prisma: PrismaClient;
  sealer: Sealer;
  lookupKey: string;
  policies: PublishedPolicies;
  clock: Clock;
}

/** What the applicant gets: durable once returned, and the same for every repeat under the same key. */
export interface Receipt {
  readonly submissionId: string;
  readonly receivedAt: Date;
  readonly cases: readonly ReceivedCase[];
  /** Whether an earlier call with this key was answered with it already. */
  readonly repeated: boolean;
}

export type ReceivedCase = Pick<NewCase, 'id' | 'disease' | 'procedure'>;

interface NewCase {
  readonly id: string;
  readonly disease: string;
  readonly procedure: ApplicationInput['procedure'];
  readonly row: Prisma.ApplicationCaseCreateManyInput;
  readonly received: AuditLink;
  readonly start: ApplicationInput;
}

export type ReceiveSubmission = ReturnType<typeof createReceiver>;

/**
 * Stores a submission, its cases, their first audit entries and the messages that start their workflows in one
 * transaction. Who has applied before is refused by unique indexes, not by a look: two calls at once cannot both pass.
 */
export function createReceiver({ prisma, sealer, lookupKey, policies, clock }: Dependencies) {
  return async function receive(form: SubmissionForm, key: string, caller: Caller): Promise<Receipt & { starts: ApplicationInput[] }> {
    const published = policies.openRegion(form.region);
    checkSubmission(form, published.policy, caller);
    await requireDocuments(prisma, form, caller);
    const diseases = form.diseases.map((applied) => ({ applied, disease: acceptingDisease(published.policy, applied.disease) }));
    const submission = submissionRow(form, key, caller, published);
    const cases = diseases.map(({ applied, disease }, ordinal) => newCase(submission, form, applied, disease, ordinal, caller, published));
    try {
      await prisma.$transaction(writes(submission, form, cases));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const earlier = await conflictBehind(prisma, submission, cases);
      return { ...earlier, repeated: true, starts: [] };
    }
    return {
      submissionId: submission.id,
      receivedAt: submission.receivedAt,
      cases: cases.map(({ id, disease, procedure }) => ({ id, disease, procedure })),
      repeated: false,
      starts: cases.map(({ start }) => start),
    };
  };

  function submissionRow(form: SubmissionForm, key: string, caller: Caller, { policy }: PublishedPolicy) {
    const { region, channel, agent } = form;
    return {
      id: randomUUID(),
      clientId: caller.subject,
      idempotencyKey: key,
      bodyHash: createHmac('sha256', lookupKey).update(canonicalJson(form)).digest('hex'),
      region,
      channel,
      policyVersionId: policy.id,
      personId: lookupId(lookupKey, form.applicant.idNumber),
      agentSealed: agent ? sealer.seal(agent satisfies AgentDetails) : null,
      receivedAt: clock.now(),
    } satisfies Prisma.SubmissionCreateManyInput;
  }

  function newCase(
    submission: ReturnType<typeof submissionRow>,
    form: SubmissionForm,
    applied: DiseaseApplication,
    disease: Disease,
    ordinal: number,
    caller: Caller,
    { reference }: PublishedPolicy,
  ): NewCase {
    const id = randomUUID();
    const procedure = knownValue(disease.procedure);
    const { region, receivedAt: at } = submission;
    const data = { disease: disease.code, procedure, channel: form.channel, kind: applied.kind };
    const received = link(chainStart, { caseId: id, sequence: 1, effect: 'receive:0', at, actor: caller.subject, action: 'received', data });
    const records = applied.records.map((record) => ({ ...record, source: 'hospital' }) as unknown as ClinicalRecord);
    const row = {
      id,
      submissionId: submission.id,
      ordinal,
      personId: submission.personId,
      region,
      disease: disease.code,
      sensitive: knownValue(disease.sensitive),
      kind: applied.kind,
      insuranceType: form.insuranceType,
      institution: applied.institution ?? null,
      procedure,
      recordsSealed: records.length > 0 ? sealer.seal(records) : null,
      status: 'received',
      stage: 'received',
      holdsPlace: true,
      receivedAt: at,
      auditSequence: received.sequence,
      auditHash: received.hash,
    } satisfies Prisma.ApplicationCaseCreateManyInput;
    const start = { caseId: id, region, procedure, policy: reference, enteredBy: caller.subject };
    return { id, disease: disease.code, procedure, row, received, start };
  }

  /** The submission goes first, so that a repeat is recognised as one before its own cases count as duplicates. */
  function writes(submission: ReturnType<typeof submissionRow>, form: SubmissionForm, cases: readonly NewCase[]) {
    const { id: submissionId, personId, receivedAt } = submission;
    const detailsSealed = sealer.seal(form.applicant satisfies PersonDetails);
    const person = { id: personId, detailsSealed, updatedAt: receivedAt };
    const papers = form.diseases.flatMap(({ documents }, ordinal) =>
      documents.map((paper) => ({ ...paper, submissionId, disease: cases[ordinal]!.disease })),
    );
    return [
      prisma.submission.createMany({ data: [submission] }),
      prisma.person.upsert({ where: { id: personId }, create: person, update: person, select: { id: true } }),
      prisma.applicationCase.createMany({ data: cases.map(({ row }) => row) }),
      prisma.auditEntry.createMany({ data: cases.map(({ received }) => received as AuditLink & { data: Prisma.InputJsonObject }) }),
      prisma.outbox.createMany({ data: cases.map(({ id, start }) => startMessage(id, start, receivedAt)) }),
      ...(papers.length > 0 ? [prisma.submissionDocument.createMany({ data: papers })] : []),
    ];
  }
}

/** The call after the commit starts the workflow; this makes it where that call never happened. */
const startedByThen = 5_000;

function startMessage(caseId: string, start: ApplicationInput, receivedAt: Date) {
  const notBefore = new Date(receivedAt.getTime() + startedByThen);
  return { id: outboxMessages.start(caseId), kind: 'start', caseId, payload: start as unknown as Prisma.InputJsonObject, notBefore };
}
