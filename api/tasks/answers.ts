import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DomainError, errorCodes, type ErrorCode, type Finding } from '../../domain/errors.ts';
import type { Prisma, PrismaClient } from '../../generated/engine/client.ts';
import type { Logger } from '../../platform/log.ts';
import { outboxMessages } from '../../records/outbox-messages.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import { answerTask, type TaskAnswer } from '../../workflows/messages.ts';

/** How long a reviewer waits for the workflow before the outbox takes over. */
const patienceMs = 5_000;

/** Whether the workflow has taken the answer; false = not known yet. @throws DomainError when it refused. */
export type AnswerTask = (caseId: string, updateId: string, message: TaskAnswer) => Promise<boolean>;

/** Sends an answer as an Update. The id makes a resend the same message, however often and from wherever it comes. */
export function createAnswerer({ client, prisma, log }: { client: () => Client; prisma: PrismaClient; log: Logger }): AnswerTask {
  return async (caseId, updateId, message) => {
    try {
      const temporal = client();
      const handle = temporal.workflow.getHandle(applicationWorkflowId(caseId));
      await temporal.withDeadline(Date.now() + patienceMs, () => handle.executeUpdate(answerTask, { updateId, args: [message] }));
      return true;
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal) {
        await reopen(prisma, message.taskId, updateId, refusal);
        throw refusal;
      }
      log.warn({ err: error, application: caseId }, 'answer not taken yet, left to the outbox');
      return false;
    }
  };
}

/** Only what the workflow itself said is a refusal; a server that does not answer is none. */
function refusalIn(error: unknown): DomainError | undefined {
  if (error instanceof WorkflowNotFoundError) {
    return new DomainError('STATE_CONFLICT', 'The case has ended.', { params: { state: 'ended' } });
  }
  if (!(error instanceof WorkflowUpdateFailedError) || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return undefined;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || !isErrorCode(cause.type)) return undefined;
  const [details] = (cause.details ?? []) as [{ params?: Record<string, unknown>; findings?: Finding[] }?];
  return new DomainError(cause.type, cause.message, details ?? {});
}

function isErrorCode(type: string | null | undefined): type is ErrorCode {
  return errorCodes.some((code) => code === type);
}

/** Gives the task back to the one who answered, with the reason; nothing when a later answer is under way. */
async function reopen(prisma: PrismaClient, taskId: string, updateId: string, { code, message, params, findings }: DomainError) {
  const rejection = { code, message, params, findings } as unknown as Prisma.InputJsonObject;
  await prisma.$transaction([
    prisma.task.updateMany({
      where: { id: taskId, updateId, state: 'completing' },
      data: { state: 'claimed', rejection, updateId: null, resultSealed: null, version: { increment: 1 } },
    }),
    prisma.outbox.deleteMany({
      where: { id: outboxMessages.answerTask(taskId), payload: { path: ['updateId'], equals: updateId } },
    }),
  ]);
}
