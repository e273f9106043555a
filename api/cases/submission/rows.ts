import { createHmac, randomUUID } from 'node:crypto';
import type { Caller } from '../../../domain/access/access.ts';
import type { ClinicalRecord } from '../../../domain/eligibility/verdict.ts';
import { knownValue } from '../../../domain/policy/figure.ts';
import type { Disease } from '../../../domain/policy/schema.ts';
import type { Prisma } from '../../../generated/engine/client.ts';
import { canonicalJson } from '../../../platform/canonical-json.ts';
import { lookupId, type Sealer } from '../../../platform/sealing.ts';
import { chainStart, link, type AuditLink } from '../../../store/subjects/audit-chain.ts';
import type { AgentDetails, PersonDetails } from '../../../store/cases/details.ts';
import { afterTheCall, type OutboxMessage } from '../../../store/outbox/message.ts';
import { startMessage } from '../../../store/outbox/start-message.ts';
import type { ApplicationInput, Opening, PolicyReference } from '../../../workflows/messages.ts';
import type { DiseaseApplication, SubmissionForm } from './form.ts';
import type { ReceivedCase } from './receipt.ts';

/** One submission as it came in, and under what rules. */
export interface Arrival {
  readonly form: SubmissionForm;
  readonly idempotencyKey: string;
  readonly caller: Caller;
  readonly policy: PolicyReference;
  readonly receivedAt: Date;
}

export interface Applied {
  readonly application: DiseaseApplication;
  readonly disease: Disease;
}

/** The rows of one submission; ids are ours, so that no row waits for another's. */
export interface SubmissionRows {
  readonly submission: Prisma.SubmissionCreateManyInput;
  readonly cases: readonly CaseRows[];
  readonly papers: readonly Prisma.SubmissionDocumentCreateManyInput[];
}

interface CaseRows {
  readonly received: ReceivedCase;
  readonly row: Prisma.ApplicationCaseCreateManyInput;
  readonly audit: AuditLink;
  readonly outbox: OutboxMessage;
  readonly start: ApplicationInput;
}

/** @param lookupKey 32 bytes in base64, for keyed hashes. */
export function createRowBuilder(sealer: Sealer, lookupKey: string) {
  return function rowsOf(arrival: Arrival, applied: readonly Applied[]): SubmissionRows {
    const submission = submissionRow(arrival);
    return {
      submission,
      cases: applied.map((one, ordinal) => caseRows(arrival, submission, one, ordinal)),
      papers: applied.flatMap(({ application, disease }) =>
        application.documents.map((paper) => ({ ...paper, submissionId: submission.id, disease: disease.code })),
      ),
    };
  };

  function submissionRow({ form, idempotencyKey, caller, policy, receivedAt }: Arrival) {
    const { region, channel, agent, applicant } = form;
    return {
      id: randomUUID(),
      clientId: caller.subject,
      idempotencyKey,
      bodyHash: createHmac('sha256', lookupKey).update(canonicalJson(form)).digest('hex'),
      region,
      channel,
      policyVersionId: policy.id,
      personId: lookupId(lookupKey, applicant.idNumber),
      applicantSealed: sealer.seal(applicant satisfies PersonDetails),
      agentSealed: agent ? sealer.seal(agent satisfies AgentDetails) : null,
      receivedAt,
    } satisfies Prisma.SubmissionCreateManyInput;
  }

  function caseRows(
    { form, caller, policy, receivedAt }: Arrival,
    submission: ReturnType<typeof submissionRow>,
    { application, disease }: Applied,
    ordinal: number,
  ): CaseRows {
    const id = randomUUID();
    const { region, insuranceType, channel } = form;
    const { kind, institution = null, treatingPhysician = null } = application;
    const received = { id, disease: disease.code, procedure: knownValue(disease.procedure) };
    const audit = link(chainStart, {
      subjectId: id,
      sequence: 1,
      effect: 'receive:0',
      at: receivedAt,
      actor: caller.subject,
      action: 'received',
      data: { disease: received.disease, procedure: received.procedure, channel, kind },
    });
    const start = {
      caseId: id,
      region,
      procedure: received.procedure,
      policy,
      enteredBy: caller.subject,
      opening: opened(application, caller),
    };
    const row = {
      ...received,
      submissionId: submission.id,
      ordinal,
      personId: submission.personId,
      region,
      kind,
      insuranceType,
      institution,
      treatingPhysician,
      sensitive: knownValue(disease.sensitive),
      recordsSealed: sealedRecords(application),
      status: 'received',
      stage: 'received',
      holdsPlace: true,
      receivedAt,
    };
    return {
      received,
      row,
      audit,
      start,
      outbox: startMessage(start, afterTheCall(receivedAt)),
    };
  }

  function sealedRecords({ records }: DiseaseApplication) {
    if (records.length === 0) return null;
    return sealer.seal(records.map((record) => ({ ...record, source: 'hospital' }) as unknown as ClinicalRecord));
  }
}

function opened({ treatingPhysician }: DiseaseApplication, { subject }: Caller): Opening {
  const physician = treatingPhysician ? [{ subject: treatingPhysician, rule: 'treatingPhysician' } as const] : [];
  return { ordinal: 0, because: 'submitted', assessed: 0, involved: [{ subject, rule: 'entered' }, ...physician] };
}
