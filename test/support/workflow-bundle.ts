import { inject } from 'vitest';

/** The run's bundle of the workflows, as a worker takes it. */
export function bundledWorkflows() {
  return { workflowBundle: { codePath: inject('workflowBundlePath') } };
}
