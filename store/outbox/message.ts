import type { Prisma } from '../../generated/engine/client.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { AnswerGiven } from '../../domain/tasks/answer-given.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import { outboxMessages } from './outbox-messages.ts';

/** What a message of each kind says, in ids and codes. */
export interface OutboxPayloads {
  readonly start: ApplicationStart;
  readonly answerTask: { readonly workflowId: string; readonly message: AnswerGiven };
  readonly tell: { readonly workflowId: string; readonly message: MessageSent };
  readonly registryEvent: { readonly personId: string };
  readonly personFacts: { readonly personId: string };
  readonly startRound: { readonly roundId: string; readonly region: string };
  readonly roundSigned: { readonly roundId: string };
}

export type OutboxKind = keyof OutboxPayloads;

export type OutboxMessage = Prisma.OutboxCreateManyInput & { readonly kind: OutboxKind };

/** How long a call that writes a message may take to send it itself; then the outbox does. */
const leftToTheCallMs = 5_000;

export function afterTheCall(now: Date): Date {
  return new Date(now.getTime() + leftToTheCallMs);
}

/** What somebody answered to a task of the subject. */
export function answerMessage(subjectId: string, answer: OutboxPayloads['answerTask'], notBefore: Date): OutboxMessage {
  return {
    id: outboxMessages.answerTask(answer.message.taskId),
    subjectId,
    notBefore,
    ...saying('answerTask', answer),
  };
}

export function tellMessage(subjectId: string, told: OutboxPayloads['tell'], notBefore: Date): OutboxMessage {
  return { id: outboxMessages.tell(told.message.id), subjectId, notBefore, ...saying('tell', told) };
}

/** Brings an event of a person to whatever is under way for them. */
export function registryEventMessage(eventId: string, personId: string, notBefore: Date): OutboxMessage {
  return { id: outboxMessages.registryEvent(eventId), notBefore, ...saying('registryEvent', { personId }) };
}

/** Tells the settlement service what registers say of a person, after something that may have changed it. */
export function personFactsMessage(personId: string, cause: string, notBefore: Date): OutboxMessage {
  return { id: outboxMessages.personFacts(personId, cause), notBefore, ...saying('personFacts', { personId }) };
}

export function startRoundMessage(round: OutboxPayloads['startRound'], notBefore: Date): OutboxMessage {
  return { id: outboxMessages.startRound(round.roundId), notBefore, ...saying('startRound', round) };
}

export function roundSignedMessage(roundId: string, notBefore: Date): OutboxMessage {
  return { id: outboxMessages.roundSigned(roundId), notBefore, ...saying('roundSigned', { roundId }) };
}

/** Kind and payload of a row. */
export function saying<Kind extends OutboxKind>(kind: Kind, payload: OutboxPayloads[Kind]) {
  return { kind, payload: payload as unknown as Prisma.InputJsonObject };
}
