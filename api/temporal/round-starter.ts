import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { batchRoundWorkflowId, taskQueues } from '../../workflows/ids.ts';
import { roundSigned } from '../../workflows/messages.ts';

const region = defineSearchAttributeKey('Region', SearchAttributeType.KEYWORD);
const batchId = defineSearchAttributeKey('BatchId', SearchAttributeType.KEYWORD);
const stage = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);

export interface RoundToStart {
  readonly roundId: string;
  readonly region: string;
}

export type RoundStarter = ReturnType<typeof createRoundStarter>;

/** Starts the coordinator of a round, and tells it that the round is signed. Started already is success. */
export function createRoundStarter(client: () => Client) {
  return {
    async start({ roundId, region: code }: RoundToStart): Promise<void> {
      try {
        await client().workflow.start('batchRound', {
          workflowId: batchRoundWorkflowId(roundId),
          taskQueue: taskQueues.workflows,
          args: [{ roundId }],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          typedSearchAttributes: new TypedSearchAttributes([
            { key: region, value: code },
            { key: batchId, value: roundId },
            { key: stage, value: 'announced' },
          ]),
          staticSummary: `每月集中评审 · ${roundId}`,
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    /** A coordinator that is gone needs no signal: one that is started anew finds the signature in the row. */
    async signed(roundId: string): Promise<void> {
      try {
        await client().workflow.getHandle(batchRoundWorkflowId(roundId)).signal(roundSigned);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
  };
}
