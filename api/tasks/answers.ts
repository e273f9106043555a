import { isDomainError, type DomainError } from '../../domain/errors.ts';
import type { Outbox } from '../../store/outbox/outbox.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import { answerTask } from '../../workflows/messages.ts';
import { toldInOrder } from '../temporal/told-in-order.ts';
import type { SendUpdate } from '../temporal/updates.ts';

/** Whether the workflow has taken the answer; false = not known yet. @throws DomainError when it refused. */
export type AnswerTask = (workflowId: string, message: AnswerGiven) => Promise<boolean>;

interface Dependencies {
  send: SendUpdate;
  outbox: Pick<Outbox, 'isRecordAhead'>;
  /** Gives the task back to whoever answered. */
  refuse(answer: AnswerGiven, because: DomainError): Promise<void>;
}

/** Sends an answer; one that is refused gives the task back to whoever answered. */
export function createAnswerer({ send, outbox, refuse }: Dependencies): AnswerTask {
  return async (workflowId, message) => {
    const { taskId, answerId } = message;
    try {
      return await toldInOrder(outbox, outboxMessages.answerTask(taskId), () =>
        send(workflowId, answerTask, answerId, message),
      );
    } catch (error) {
      if (!isDomainError(error)) throw error;
      await refuse(message, error);
      throw error;
    }
  };
}
