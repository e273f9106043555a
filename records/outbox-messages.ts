/** Ids of outbox messages: one start a case, and at most one answer under way a task. */
export const outboxMessages = {
  start: (caseId: string) => `start:${caseId}`,
  answerTask: (taskId: string) => `answerTask:${taskId}`,
} as const;
