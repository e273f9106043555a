import { Worker } from '@temporalio/worker';
import type { temporal } from '@temporalio/proto';
import { failureConverterPath } from '../../worker/data-converter.ts';
import { bundledWorkflows } from './workflow-bundle.ts';

/** Histories are kept and replayed readable, so without the codec. */
export const readablePayloads = { failureConverterPath };

/** @throws DeterminismViolationError where the code of today would have done something else. */
export function replayed(workflowId: string, history: temporal.api.history.v1.IHistory): Promise<void> {
  return Worker.runReplayHistory({ ...bundledWorkflows(), dataConverter: readablePayloads }, history, workflowId);
}
