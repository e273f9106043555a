import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { ExecutionOf, ExecutionOfRound, ExecutionState } from '../activities/upkeep/port.ts';
import { applicationWorkflowId, batchRoundWorkflowId } from '../workflows/ids.ts';

/** What Temporal says of the run of an opening; `unknown` also after its retention. */
export function createExecutionOf(client: () => Client): ExecutionOf {
  return ({ caseId, opening }) => stateOf(client(), applicationWorkflowId(caseId, opening));
}

export function createRoundExecutionOf(client: () => Client): ExecutionOfRound {
  return (roundId) => stateOf(client(), batchRoundWorkflowId(roundId));
}

async function stateOf(client: Client, workflowId: string): Promise<ExecutionState> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW' ? 'running' : 'closed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown';
    throw error;
  }
}
