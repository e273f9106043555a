import type { Client } from '@temporalio/client';
import { registryEventsWorkflowId, taskQueues } from '../../workflows/ids.ts';

/** How long a call waits for a server that does not answer; the outbox goes on. */
const patienceMs = 3_000;

export type StartRegistryEvents = (personId: string) => Promise<void>;

/**
 * A run that is under way finds the event in the record; should it have looked just before, the outbox starts the next.
 */
export function createRegistryEventsStarter(client: () => Client): StartRegistryEvents {
  return async (personId) => {
    const temporal = client();
    const start = () =>
      temporal.workflow.start('registryEvents', {
        workflowId: registryEventsWorkflowId(personId),
        taskQueue: taskQueues.workflows,
        args: [{ personId }],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: 'What registers report of one person',
      });
    await temporal.withDeadline(Date.now() + patienceMs, start);
  };
}
