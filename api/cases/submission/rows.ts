import { createHmac, randomUUID } from 'node:crypto';
import type { Caller } from '../../../domain/access/access.ts';
import type { ClinicalRecord } from '../../../domain/eligibility/verdict.ts';
import { knownValue } from '../../../domain/policy/figure.ts';
import type { Disease } from '../../../domain/policy/schema.ts';
import { canonicalJson } from '../../../platform/canonical-json.ts';
import { lookupId, type Sealer } from '../../../platform/sealing.ts';
import type { AgentDetails, PersonDetails } from '../../../store/cases/details.ts';
import type { NewCase, NewSubmission } from '../../../store/cases/submissions.ts';
import { afterTheCall } from '../../../store/outbox/message.ts';
import type { PolicyReference } from '../../../workflows/messages.ts';
import type { DiseaseApplication, SubmissionForm } from './form.ts';

/** One submission as it came in, and under what rules. */
export interface Arrival {
  readonly form: SubmissionForm;
  readonly idempotencyKey: string;
  readonly caller: Caller;
  readonly policy: PolicyReference;
  readonly receivedAt: Date;
}

export interface AppliedFor {
  readonly application: DiseaseApplication;
  readonly disease: Disease;
}

/** @param lookupKey 32 bytes in base64, for keyed hashes. */
export function createSubmissionBuilder(sealer: Sealer, lookupKey: string) {
  return function submissionOf(arrival: Arrival, appliedFor: readonly AppliedFor[]): NewSubmission {
    const { form, idempotencyKey, caller, policy, receivedAt } = arrival;
    const { region, channel, insuranceType, agent, applicant } = form;
    return {
      id: randomUUID(),
      clientId: caller.subject,
      idempotencyKey,
      bodyHash: createHmac('sha256', lookupKey).update(canonicalJson(form)).digest('hex'),
      region,
      channel,
      insuranceType,
      personId: lookupId(lookupKey, applicant.idNumber),
      applicantSealed: sealer.seal(applicant satisfies PersonDetails),
      agentSealed: agent ? sealer.seal(agent satisfies AgentDetails) : null,
      policy,
      receivedAt,
      enteredBy: caller.subject,
      cases: appliedFor.map(newCase),
      papers: appliedFor.flatMap(({ application, disease }) =>
        application.documents.map((paper) => ({ ...paper, disease: disease.code })),
      ),
      startedBy: afterTheCall(receivedAt),
    };
  };

  function newCase({ application, disease }: AppliedFor): NewCase {
    const { kind, institution = null, treatingPhysician = null } = application;
    return {
      id: randomUUID(),
      disease: disease.code,
      procedure: knownValue(disease.procedure),
      sensitive: knownValue(disease.sensitive),
      kind,
      institution,
      treatingPhysician,
      recordsSealed: sealedRecords(application),
    };
  }

  function sealedRecords({ records }: DiseaseApplication) {
    if (records.length === 0) return null;
    return sealer.seal(records.map((record) => ({ ...record, source: 'hospital' }) as unknown as ClinicalRecord));
  }
}
