import { DomainError } from '../../../domain/errors.ts';
import type { NewSubmission, Submissions } from '../../../store/cases/submissions.ts';
import type { Receipt, ReceivedCase } from './receipt.ts';

/**
 * Why a unique index refused the submission. The earlier receipt, when it is a repeat of the same call.
 * @throws DomainError IDEMPOTENCY_CONFLICT or DUPLICATE_APPLICATION, the latter with a link to the first.
 */
export function createConflictCheck(submissions: Pick<Submissions, 'underKey' | 'holdingPlace'>) {
  return async function earlierReceipt(submission: NewSubmission): Promise<Omit<Receipt, 'repeated'>> {
    const earlier = await submissions.underKey(submission);
    if (!earlier) throw await duplicate(submission);
    if (earlier.bodyHash !== submission.bodyHash) throw otherBody(earlier.id);
    return { submissionId: earlier.id, receivedAt: earlier.receivedAt, cases: earlier.cases.map(toReceived) };
  };

  async function duplicate({ personId, cases }: NewSubmission): Promise<DomainError> {
    const diseases = cases.map(({ disease }) => disease);
    const first = await submissions.holdingPlace(personId, diseases);
    return new DomainError('DUPLICATE_APPLICATION', 'This person has the disease applied for or recognised already.', {
      params: first ? { existing: `/v1/applications/${first.id}`, status: first.status } : {},
    });
  }
}

function otherBody(submissionId: string): DomainError {
  return new DomainError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key came before with another body.', {
    params: { submission: submissionId },
    findings: [
      { where: '/headers/idempotency-key', problem: 'used before', hint: 'use a new key for a new submission' },
    ],
  });
}

function toReceived({ id, disease, procedure }: { id: string; disease: string; procedure: string }): ReceivedCase {
  return { id, disease, procedure: procedure as ReceivedCase['procedure'] };
}
