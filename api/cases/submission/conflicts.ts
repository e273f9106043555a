import { DomainError } from '../../../domain/errors.ts';
import type { PrismaClient } from '../../../generated/engine/client.ts';
import type { Receipt, ReceivedCase } from './receipt.ts';

interface Refused {
  readonly clientId: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly personId: string;
}

/**
 * Why a unique index refused the submission. The earlier receipt, when it is a repeat of the same call.
 * @throws DomainError IDEMPOTENCY_CONFLICT or DUPLICATE_APPLICATION, the latter with a link to the first.
 */
export async function conflictBehind(
  prisma: PrismaClient,
  { clientId, idempotencyKey, bodyHash, personId }: Refused,
  cases: readonly ReceivedCase[],
): Promise<Omit<Receipt, 'repeated'>> {
  const earlier = await prisma.submission.findUnique({
    where: { clientId_idempotencyKey: { clientId, idempotencyKey } },
    include: { cases: { orderBy: { ordinal: 'asc' } } },
  });
  if (earlier && earlier.bodyHash !== bodyHash) {
    throw new DomainError('IDEMPOTENCY_CONFLICT', 'This Idempotency-Key came before with another body.', {
      params: { submission: earlier.id },
      findings: [
        { where: '/headers/idempotency-key', problem: 'used before', hint: 'use a new key for a new submission' },
      ],
    });
  }
  if (earlier) {
    return { submissionId: earlier.id, receivedAt: earlier.receivedAt, cases: earlier.cases.map(toReceived) };
  }
  const diseases = cases.map(({ disease }) => disease);
  const first = await prisma.applicationCase.findFirst({
    where: { personId, disease: { in: diseases }, holdsPlace: true },
    orderBy: { receivedAt: 'asc' },
  });
  throw new DomainError('DUPLICATE_APPLICATION', 'This person has the disease applied for or recognised already.', {
    params: first ? { existing: `/v1/applications/${first.id}`, status: first.status } : {},
  });
}

function toReceived({ id, disease, procedure }: { id: string; disease: string; procedure: string }): ReceivedCase {
  return { id, disease, procedure: procedure as ReceivedCase['procedure'] };
}
