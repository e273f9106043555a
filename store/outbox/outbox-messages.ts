/**
 * Ids of outbox messages: one start an opening of a case, at most one answer under way a task, one for each message and
 * registry event, one start and one signature a round; what registers say of a person, once a cause.
 */
export const outboxMessages = {
  start: (caseId: string, opening = 0) => (opening === 0 ? `start:${caseId}` : `start:${caseId}/${opening}`),
  answerTask: (taskId: string) => `answerTask:${taskId}`,
  tell: (messageId: string) => `tell:${messageId}`,
  startRound: (roundId: string) => `startRound:${roundId}`,
  roundSigned: (roundId: string) => `roundSigned:${roundId}`,
  personFacts: (personId: string, cause: string) => `personFacts:${personId}:${cause}`,
  registryEvent: (eventId: string) => `registryEvent:${eventId}`,
} as const;
