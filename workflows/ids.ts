/** Business ids and queue names, in one place. None carries personal data. */

/** @param opening how often the case was opened before. */
export function applicationWorkflowId(caseId: string, opening = 0): string {
  return opening === 0 ? `application/${caseId}` : `application/${caseId}/${opening}`;
}

/** One run a person at a time; what came meanwhile it finds in the record. */
export function registryEventsWorkflowId(personId: string): string {
  return `registry-events/${personId}`;
}

export function homeVisitWorkflowId(visitId: string): string {
  return `home-visit/${visitId}`;
}

export function undeliverableNoticeWorkflowId(messageId: string): string {
  return `undeliverable-notice/${messageId}`;
}

/** @param roundId as `rizhao/2026-11`. */
export function batchRoundWorkflowId(roundId: string): string {
  return `batch/${roundId}`;
}

/** A queue for each concern, so that one slow service holds up nothing else. */
export const taskQueues = {
  workflows: 'workflows',
  caseStore: 'case-store',
  settlement: 'settlement',
  notification: 'notification',
} as const;

export type TaskQueue = keyof typeof taskQueues;

export const searchAttributeNames = [
  'Region',
  'Institution',
  'Procedure',
  'Stage',
  'Outcome',
  'DueAt',
  'BatchId',
] as const;
