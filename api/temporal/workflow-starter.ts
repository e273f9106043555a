import { WorkflowExecutionAlreadyStartedError, type Client, type WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { applicationWorkflowId, taskQueues } from '../../workflows/ids.ts';
import type { ApplicationInput } from '../../workflows/messages.ts';

const region = defineSearchAttributeKey('Region', SearchAttributeType.KEYWORD);
const procedure = defineSearchAttributeKey('Procedure', SearchAttributeType.KEYWORD);
const stage = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);

/** Immediate cases before those that wait for a round anyway; lower goes first. */
const priorities = { immediate: 1, reviewChain: 2, monthlyBatch: 3 } as const satisfies Record<
  ApplicationInput['procedure'],
  number
>;

/** How long a call waits for a server that does not answer; the outbox goes on. */
const patienceMs = 3_000;

export type StartApplication = (input: ApplicationInput) => Promise<void>;

/**
 * Starts the workflow of a case, eagerly where a worker of this process can take its first task. Started already is
 * success: the outbox and the call after the receipt may both come.
 */
export function createStarter(client: () => Client): StartApplication {
  return async (input) => {
    try {
      const temporal = client();
      const start = () => temporal.workflow.start('application', optionsFor(input));
      await temporal.withDeadline(Date.now() + patienceMs, start);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}

function optionsFor(input: ApplicationInput): WorkflowStartOptions {
  return {
    workflowId: applicationWorkflowId(input.caseId, input.opening.ordinal),
    taskQueue: taskQueues.workflows,
    args: [input],
    requestEagerStart: true,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: region, value: input.region },
      { key: procedure, value: input.procedure },
      { key: stage, value: 'assessing' },
    ]),
    staticSummary: `${input.procedure} · ${input.region} · ${input.policy.pack} ${input.policy.version}`,
    priority: { priorityKey: priorities[input.procedure], fairnessKey: input.region },
  };
}
