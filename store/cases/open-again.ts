import type { OpenedBecause } from '../../domain/case/case-message.ts';
import { isVouchedFor } from '../../domain/case/identity.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import { assignments, writeAtOnce } from '../one-statement.ts';
import { afterTheCall } from '../outbox/message.ts';
import { intoOutbox } from '../outbox/outbox.ts';
import { startMessage, startOf } from '../outbox/start-message.ts';
import { isUniqueViolation } from '../rows.ts';
import { chained } from '../subjects/effects.ts';
import type { SaidToCase } from './case-messages.ts';
import type { AddressedCase } from './case-reads.ts';

/** Why a case that was over is opened again. */
export type OpeningAnew = Exclude<OpenedBecause['because'], 'submitted'>;

/**
 * A receipt like the first: the case is received anew, under the rules that it was opened with, and a new run takes it.
 * @param said what opens it; @param writes of the message
 * @throws DomainError STATE_CONFLICT when it was opened again meanwhile, DUPLICATE_APPLICATION when the person applied
 * anew
 */
export async function openAgain(
  prisma: PrismaClient,
  addressed: AddressedCase,
  because: OpeningAnew,
  said: Pick<SaidToCase, 'id' | 'sentBy' | 'sentAt'>,
  writes: readonly Prisma.Sql[],
): Promise<ApplicationStart> {
  const { id, subject } = addressed;
  const at = said.sentAt;
  const ordinal = addressed.opening + 1;
  const audit = chained({ id, ...subject }, `reopen:${ordinal}`, {
    at,
    actor: said.sentBy,
    action: 'reopened',
    result: { because, messageId: said.id },
  });
  const start = await startOf(prisma, addressed, ordinal);
  try {
    await writeAtOnce(prisma, [
      ...audit.writes,
      Prisma.sql`UPDATE "ApplicationCase" SET ${assignments(receivedAnew(addressed, ordinal, at))}
        WHERE "id" = ${id}::uuid`,
      ...writes,
      intoOutbox(startMessage(start, afterTheCall(at))),
    ]);
  } catch (error) {
    throw isUniqueViolation(error) && !isUniqueViolation(error, 'id') ? overtaken(error, id) : error;
  }
  return start;
}

function receivedAnew({ identity }: AddressedCase, opening: number, reopenedAt: Date) {
  return {
    status: 'received',
    stage: 'received',
    opening,
    reopenedAt,
    ending: null,
    endedAt: null,
    breachedAt: null,
    dueAt: null,
    acceptedAt: null,
    acceptedBy: null,
    runId: null,
    // Nobody applies anew for what is looked at already, unless nobody vouches for it.
    holdsPlace: isVouchedFor(identity),
  };
}

function overtaken(error: unknown, id: string): DomainError {
  return isUniqueViolation(error, 'personId')
    ? new DomainError('DUPLICATE_APPLICATION', 'The person has applied for the disease anew.', {
        params: { application: id },
      })
    : new DomainError('STATE_CONFLICT', 'The case changed meanwhile: read it again.', { params: { application: id } });
}
