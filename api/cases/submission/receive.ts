import type { Caller } from '../../../domain/access/access.ts';
import { unknownPapers } from '../../../domain/eligibility/evidence.ts';
import { requireBorn } from '../../../domain/identity-number.ts';
import { localDay } from '../../../domain/time-zone.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Sealer } from '../../../platform/sealing.ts';
import { startsOf, type Submissions } from '../../../store/cases/submissions.ts';
import type { PublishedPolicies } from '../../../store/policies/published-policies.ts';
import type { ApplicationStart } from '../../../workflows/messages.ts';
import { namedUnder, type RequireDocuments } from '../../documents/require-documents.ts';
import { createConflictCheck } from './conflicts.ts';
import type { SubmissionForm } from './form.ts';
import type { Receipt } from './receipt.ts';
import { acceptingDisease, checkPapers, checkSubmission } from './requirements.ts';
import { createSubmissionBuilder } from './rows.ts';

interface Dependencies {
  submissions: Submissions;
  requireDocuments: RequireDocuments;
  sealer: Sealer;
  /** 32 bytes in base64, for keyed hashes. */
  lookupKey: string;
  policies: PublishedPolicies;
  clock: Clock;
}

/** A receipt, and the workflows to start; none where the receipt was given before. */
export type Received = Receipt & { readonly starts: readonly ApplicationStart[] };

export type ReceiveSubmission = ReturnType<typeof createReceiver>;

/** Takes a submission in, once; whoever sends it again has the same receipt. */
export function createReceiver(parts: Dependencies) {
  const { submissions, requireDocuments, sealer, lookupKey, policies, clock } = parts;
  const submissionOf = createSubmissionBuilder(sealer, lookupKey);
  const earlierReceipt = createConflictCheck(submissions);

  return async function receive(form: SubmissionForm, idempotencyKey: string, caller: Caller): Promise<Received> {
    const receivedAt = clock.now();
    const today = localDay(receivedAt);
    requireBorn(form.applicant.idNumber, today, '/body/applicant/idNumber');
    const { policy, reference } = policies.openRegion(form.region);
    checkSubmission(form, policy, caller);
    const appliedFor = form.diseases.map((application) => ({
      application,
      disease: acceptingDisease(policy, application.disease, today),
    }));
    checkPapers(
      appliedFor.flatMap(({ application: { documents }, disease }, index) =>
        unknownPapers(documents, disease, `/body/diseases/${index}/documents`),
      ),
    );
    const papers = form.diseases.flatMap(({ documents }, index) => namedUnder(`/body/diseases/${index}`, documents));
    await requireDocuments(papers, caller);
    const submission = submissionOf({ form, idempotencyKey, caller, policy: reference, receivedAt }, appliedFor);
    if (!(await submissions.receive(submission)))
      return { ...(await earlierReceipt(submission)), repeated: true, starts: [] };
    const { id: submissionId, cases } = submission;
    return { submissionId, receivedAt, cases, repeated: false, starts: startsOf(submission) };
  };
}
