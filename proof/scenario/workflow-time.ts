/** Bundled with the workflows of a scenario: what they read as now is the scenario's time, not the test server's. */
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { getActivator } from '@temporalio/workflow/lib/global-attributes.js';

declare global {
  /** Milliseconds from the server's time to the scenario's; put before the bundle. */
  var scenarioShift: number;
}

export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate({ activation, batchIndex }, next) {
        // Once an activation: the SDK has just set its time. Questions are answered at the time of the one before.
        const asks = activation.jobs?.some(({ queryWorkflow }) => queryWorkflow);
        if (batchIndex === 0 && !asks) getActivator().now += globalThis.scenarioShift;
        next({ activation, batchIndex });
      },
    },
  ],
});
