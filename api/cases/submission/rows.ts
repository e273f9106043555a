import { createHmac, randomUUID } from 'node:crypto';
import type { Caller } from '../../../domain/access/access.ts';
import type { ClinicalRecord } from '../../../domain/eligibility/verdict.ts';
import { knownValue } from '../../../domain/policy/figure.ts';
import type { Disease } from '../../../domain/policy/schema.ts';
import { isSameName, type CaseIdentity } from '../../../domain/case/identity.ts';
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
    const { region, channel, insuranceType, applicant, presence } = form;
    const personId = lookupId(lookupKey, applicant.idNumber);
    return {
      id: randomUUID(),
      clientId: caller.subject,
      idempotencyKey,
      bodyHash: createHmac('sha256', lookupKey).update(canonicalJson(form)).digest('hex'),
      region,
      channel,
      insuranceType,
      personId,
      identity: identityOf(personId, form, caller),
      ...(presence && { presence }),
      applicantSealed: sealer.seal(applicant satisfies PersonDetails),
      ...agentIn(form, caller),
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

  function agentIn({ agent }: SubmissionForm, { subject, roles, identity }: Caller) {
    if (!agent) return { agentSealed: null, agentSubject: null, agentPersonId: null };
    const { idNumber, ...details } = agent;
    const isCaller = roles.includes('agent');
    return {
      agentSealed: sealer.seal(details satisfies AgentDetails),
      agentSubject: isCaller ? subject : null,
      agentPersonId: idNumber ? lookupId(lookupKey, idNumber) : (isCaller && identity?.personId) || null,
    };
  }

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

/** By the person's own token, or by a desk at which they are; nobody vouches for what is entered in another way. */
function identityOf(personId: string, { applicant, presence }: SubmissionForm, { identity }: Caller): CaseIdentity {
  if (identity?.personId === personId && isSameName(identity.name, applicant.name)) return 'ownToken';
  return presence ? 'present' : 'unverified';
}
