/** Business ids and queue names, in one place. None carries personal data. */

export function applicationWorkflowId(caseId: string): string {
  return `application/${caseId}`;
}

/** A queue for each concern, so that one slow service holds up nothing else. */
export const taskQueues = {
  workflows: 'workflows',
  caseStore: 'case-store',
  settlement: 'settlement',
  notification: 'notification',
} as const;

export const searchAttributeNames = ['Region', 'Institution', 'Procedure', 'Stage', 'Outcome', 'DueAt', 'BatchId'] as const;
