/**
 * The letter to which a message is the bell: the row that says what was answered or sent, read in the statement by
 * which an effect begins, and held against what the message claimed.
 */
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Answer, AnswerOutcome } from '../../domain/tasks/answers.ts';
import { checkNotBarred, type Barred } from '../../domain/tasks/four-eyes.ts';
import { Prisma } from '../../generated/engine/client.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseMessageKind, MessageSent } from '../../domain/case/case-message.ts';
import type { Actor, AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { MessageBody } from '../cases/case-messages.ts';

/** What a person answered to a task, as the task's row has it. */
export type TaskAnswer<O extends AnswerOutcome = AnswerOutcome> = Answer<O> & {
  readonly taskId: string;
  readonly answerId: string;
  readonly by: Actor;
};

/** What a case was told, as the message's row has it. */
export interface TakenMessage {
  readonly id: string;
  readonly kind: CaseMessageKind;
  readonly sentBy: string;
  readonly body: MessageBody;
}

/** A row to be read with the subject, and what it says. */
export interface Letter<Said> {
  /** One JSON value, null where there is no such row. */
  readonly row: Prisma.Sql;
  /** @throws DomainError NOT_IN_RECORD where the row does not say what the message claimed, FOUR_EYES */
  read(row: unknown, sealer: Sealer): Said;
}

/** A message to a subject without a letter: an effect that nobody has to have asked for. */
export const noLetter: Letter<undefined> = { row: Prisma.sql`NULL::json`, read: () => undefined };

interface AnswerRow {
  readonly state: string;
  readonly updateId: string | null;
  readonly result: string | null;
  readonly barred: Barred;
}

/** An answer stands while its task is being completed under its id, and by nobody whom a rule bars. */
export function answerLetter<O extends AnswerOutcome>(
  subjectId: string,
  { taskId, answerId, outcome }: AnswerGiven<O>,
): Letter<TaskAnswer<O>> {
  return {
    row: Prisma.sql`(SELECT json_build_object('state', "state", 'updateId', "updateId",
        'result', encode("resultSealed", 'base64'), 'barred', "barred")
      FROM "Task" WHERE "id" = ${taskId}::uuid AND "subjectId" = ${subjectId}::uuid)`,
    read(row, sealer) {
      const { state, updateId, result, barred } = (row ?? {}) as Partial<AnswerRow>;
      if (state !== 'completing' || updateId !== answerId || !result) throw notInRecord('answer', { task: taskId });
      const answer = sealer.open(Buffer.from(result, 'base64')) as Answer & { by: Actor };
      if (answer.outcome !== outcome) throw notInRecord('answer', { task: taskId, outcome });
      const { subject, onBehalfOf } = answer.by;
      checkNotBarred(barred ?? {}, onBehalfOf === undefined ? [subject] : [subject, onBehalfOf]);
      return { ...answer, taskId, answerId } as unknown as TaskAnswer<O>;
    },
  };
}

interface MessageRow {
  readonly kind: CaseMessageKind;
  readonly state: string;
  readonly sentBy: string;
  readonly taskId: string | null;
  readonly body: string | null;
}

/** A message stands while nothing has been done with it. */
export function messageLetter(caseId: string, { id, kind, taskId }: MessageSent): Letter<TakenMessage> {
  // Whoever made it up need not have known how ours look.
  const isId = z.uuid().safeParse(id).success;
  return {
    row: isId
      ? Prisma.sql`(SELECT json_build_object('kind', "kind", 'state', "state", 'sentBy', "sentBy", 'taskId', "taskId",
        'body', encode("bodySealed", 'base64'))
      FROM "CaseMessage" WHERE "id" = ${id}::uuid AND "caseId" = ${caseId}::uuid)`
      : noLetter.row,
    read(row, sealer) {
      const message = (row ?? {}) as Partial<MessageRow>;
      const { state, sentBy, body } = message;
      const isMeant = message.kind === kind && message.taskId === (taskId ?? null);
      if (state !== 'sent' || !isMeant || !sentBy) throw notInRecord('message', { message: id, kind });
      return { id, kind, sentBy, body: body ? (sealer.open(Buffer.from(body, 'base64')) as MessageBody) : {} };
    },
  };
}

function notInRecord(what: string, params: Record<string, unknown>): DomainError {
  return new DomainError('NOT_IN_RECORD', `The record has no such ${what}.`, { params });
}
