import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { DomainError, errorCodes, type ErrorCode, type Finding } from '../../domain/errors.ts';
import type { Logger } from '../../platform/log.ts';

/** How long a person waits for the workflow before the outbox takes over. */
const patienceMs = 5_000;

/** Whether the workflow has taken it; false = not known yet. @throws DomainError when it refused. */
export type SendUpdate = <Message>(
  workflowId: string,
  update: UpdateDefinition<unknown, [Message]>,
  updateId: string,
  message: Message,
) => Promise<boolean>;

/**
 * Sends what a person says as an Update. The id makes a resend the same message, however often and from wherever it
 * comes.
 */
export function createUpdateSender({ client, log }: { client: () => Client; log: Logger }): SendUpdate {
  return async (workflowId, update, updateId, message) => {
    try {
      const temporal = client();
      const handle = temporal.workflow.getHandle(workflowId);
      await temporal.withDeadline(Date.now() + patienceMs, () =>
        handle.executeUpdate(update, { updateId, args: [message] }),
      );
      return true;
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal) throw refusal;
      log.warn({ err: error, workflow: workflowId }, 'not taken yet, left to the outbox');
      return false;
    }
  };
}

/** Only what the workflow itself said is a refusal; a server that does not answer is none. */
function refusalIn(error: unknown): DomainError | undefined {
  if (error instanceof WorkflowNotFoundError) {
    return new DomainError('STATE_CONFLICT', 'The case has ended.', { params: { state: 'ended' } });
  }
  if (!(error instanceof WorkflowUpdateFailedError) || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || !isErrorCode(cause.type)) return undefined;
  const [details] = (cause.details ?? []) as [{ params?: Record<string, unknown>; findings?: Finding[] }?];
  return new DomainError(cause.type, cause.message, details ?? {});
}

function isErrorCode(type: string | null | undefined): type is ErrorCode {
  return errorCodes.some((code) => code === type);
}
