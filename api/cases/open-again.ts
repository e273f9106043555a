import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { chained } from '../../store/subjects/effects.ts';
import { assignments, writeAtOnce } from '../../store/one-statement.ts';
import { isUniqueViolation } from '../../store/rows.ts';
import { afterTheCall } from '../../store/outbox/message.ts';
import { intoOutbox } from '../../store/outbox/outbox.ts';
import { startMessage, startOf } from '../../store/outbox/start-message.ts';
import type { ApplicationInput } from '../../workflows/messages.ts';
import type { AddressedCase } from './addressed.ts';

/**
 * A receipt like the first: the case is received anew, under the rules that it was opened with, and a new run takes it.
 * @throws DomainError STATE_CONFLICT when it was opened again meanwhile, DUPLICATE_APPLICATION when the person applied
 * anew
 */
export async function openAgain(
  prisma: PrismaClient,
  found: AddressedCase,
  because: 'supplied' | 'appealed',
  message: Prisma.CaseMessageCreateManyInput,
  saying: readonly Prisma.Sql[],
): Promise<ApplicationInput> {
  const at = message.sentAt as Date;
  const ordinal = found.opening + 1;
  const audit = chained({ id: found.id, ...found.subject }, `reopen:${ordinal}`, {
    at,
    actor: message.sentBy,
    action: 'reopened',
    result: { because, messageId: message.id },
  });
  const row = {
    status: 'received',
    stage: 'received',
    opening: ordinal,
    reopenedAt: at,
    ending: null,
    endedAt: null,
    breachedAt: null,
    dueAt: null,
    acceptedAt: null,
    acceptedBy: null,
    runId: null,
    // Nobody applies anew for what is looked at already.
    holdsPlace: true,
  };
  const start = await startOf(prisma, found, { ordinal, because, messageId: message.id });
  try {
    await writeAtOnce(prisma, [
      ...audit.writes,
      Prisma.sql`UPDATE "ApplicationCase" SET ${assignments(row)} WHERE "id" = ${found.id}::uuid`,
      ...saying,
      intoOutbox(startMessage(start, afterTheCall(at))),
    ]);
  } catch (error) {
    throw isUniqueViolation(error) && !isUniqueViolation(error, 'id') ? overtaken(error, found) : error;
  }
  return start;
}

function overtaken(error: unknown, { id }: AddressedCase): DomainError {
  return isUniqueViolation(error, 'personId')
    ? new DomainError('DUPLICATE_APPLICATION', 'The person has applied for the disease anew.', {
        params: { application: id },
      })
    : new DomainError('STATE_CONFLICT', 'The case changed meanwhile: read it again.', { params: { application: id } });
}
