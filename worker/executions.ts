import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ExecutionOf } from '../activities/upkeep-ports.ts';
import { applicationWorkflowId } from '../workflows/ids.ts';

/** What Temporal says of the run of an opening; `unknown` also after its retention. */
export function createExecutionOf(client: () => Client): ExecutionOf {
  return async ({ caseId, opening }) => {
    try {
      const { status } = await client().workflow.getHandle(applicationWorkflowId(caseId, opening)).describe();
      return status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW' ? 'running' : 'closed';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'unknown';
      throw error;
    }
  };
}
