import { WorkflowExecutionAlreadyStartedError, type Client, type WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { applicationWorkflowId, taskQueues } from '../../workflows/ids.ts';
import type { ApplicationInput, ApplicationStart } from '../../workflows/messages.ts';

const region = defineSearchAttributeKey('Region', SearchAttributeType.KEYWORD);
const procedure = defineSearchAttributeKey('Procedure', SearchAttributeType.KEYWORD);
const stage = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);

/** Immediate cases before those that wait for a round anyway; lower goes first. */
const priorities = { immediate: 1, reviewChain: 2, monthlyBatch: 3 } as const satisfies Record<
  ApplicationStart['procedure'],
  number
>;

/** How long a call waits for a server that does not answer; the outbox goes on. */
const patienceMs = 3_000;

export type StartApplication = (start: ApplicationStart) => Promise<void>;

/**
 * Starts the workflow of a case, eagerly where a worker of this process can take its first task. Started already is
 * success: the outbox and the call after the receipt may both come.
 */
export function createStarter(client: () => Client): StartApplication {
  return async (start) => {
    try {
      const temporal = client();
      const starting = () => temporal.workflow.start('application', optionsFor(start));
      await temporal.withDeadline(Date.now() + patienceMs, starting);
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  };
}

function optionsFor({ caseId, opening, ...shown }: ApplicationStart): WorkflowStartOptions {
  const input: ApplicationInput = { caseId, opening };
  return {
    workflowId: applicationWorkflowId(caseId, opening),
    taskQueue: taskQueues.workflows,
    args: [input],
    requestEagerStart: true,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: region, value: shown.region },
      { key: procedure, value: shown.procedure },
      { key: stage, value: 'assessing' },
    ]),
    staticSummary: `${shown.procedure} · ${shown.region} · ${shown.policy.pack} ${shown.policy.version}`,
    priority: { priorityKey: priorities[shown.procedure], fairnessKey: shown.region },
  };
}
