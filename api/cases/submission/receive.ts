import type { Caller } from '../../../domain/access/access.ts';
import { localDay } from '../../../domain/time-zone.ts';
import type { Prisma, PrismaClient } from '../../../generated/engine/client.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { RunStatement } from '../../../platform/database.ts';
import type { Sealer } from '../../../platform/sealing.ts';
import type { AuditLink } from '../../../store/subjects/audit-chain.ts';
import { newSubjects } from '../../../store/subjects/subject.ts';
import { insertInto, writeAtOnce } from '../../../store/one-statement.ts';
import { intoOutbox } from '../../../store/outbox/outbox.ts';
import { isUniqueViolation } from '../../../store/rows.ts';
import type { ApplicationInput } from '../../../workflows/messages.ts';
import type { PublishedPolicies } from '../../../store/policies/published-policies.ts';
import { conflictBehind } from './conflicts.ts';
import { namedUnder, requireDocuments } from './documents.ts';
import type { SubmissionForm } from './form.ts';
import type { Receipt } from './receipt.ts';
import { acceptingDisease, checkSubmission } from './requirements.ts';
import { createRowBuilder, type SubmissionRows } from './rows.ts';

interface Dependencies {
  prisma: PrismaClient;
  run: RunStatement;
  sealer: Sealer;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
  policies: PublishedPolicies;
  clock: Clock;
}

/** A receipt, and the workflows to start; none where the receipt was given before. */
export type Received = Receipt & { readonly starts: readonly ApplicationInput[] };

export type ReceiveSubmission = ReturnType<typeof createReceiver>;

/**
 * Stores a submission, its cases, their first audit entries and the messages that start their workflows in one
 * statement. Who has applied before is refused by unique indexes, not by a look: two calls at once cannot both pass.
 */
export function createReceiver({ prisma, run, sealer, lookupKey, policies, clock }: Dependencies) {
  const rowsOf = createRowBuilder(sealer, lookupKey);

  return async function receive(form: SubmissionForm, idempotencyKey: string, caller: Caller): Promise<Received> {
    const { policy, reference } = policies.openRegion(form.region);
    checkSubmission(form, policy, caller);
    const papers = form.diseases.flatMap(({ documents }, index) => namedUnder(`/body/diseases/${index}`, documents));
    await requireDocuments(prisma, papers, caller);
    const receivedAt = clock.now();
    const today = localDay(receivedAt);
    const applied = form.diseases.map((application) => ({
      application,
      disease: acceptingDisease(policy, application.disease, today),
    }));
    const rows = rowsOf({ form, idempotencyKey, caller, policy: reference, receivedAt }, applied);
    const { submission, cases } = rows;
    const received = cases.map((one) => one.received);
    try {
      await writeAtOnce(run, writesOf(rows));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const earlier = await conflictBehind(prisma, submission, received);
      return { ...earlier, repeated: true, starts: [] };
    }
    const receipt = { submissionId: submission.id, receivedAt: submission.receivedAt as Date, cases: received };
    return { ...receipt, repeated: false, starts: cases.map(({ start }) => start) };
  };

  /** The submission goes first, so that a repeat is recognised as one before its own cases count as duplicates. */
  function writesOf({ submission, cases, papers }: SubmissionRows): Prisma.Sql[] {
    return [
      insertInto('Submission', [submission]),
      newSubjects(cases.map(({ received: { id }, row, audit }) => subjectOf(id, row.region, audit))),
      insertInto(
        'ApplicationCase',
        cases.map(({ row }) => row),
      ),
      insertInto(
        'AuditEntry',
        cases.map(({ audit }) => audit as AuditLink & { data: Prisma.InputJsonObject }),
      ),
      intoOutbox(...cases.map(({ outbox }) => outbox)),
      ...(papers.length > 0 ? [insertInto('SubmissionDocument', papers)] : []),
    ];
  }
}

function subjectOf(id: string, region: string, { sequence, hash }: AuditLink) {
  return { id, kind: 'case', region, auditSequence: sequence, auditHash: hash } as const;
}
