/** Every few minutes the record is held against Temporal: what was lost is sent again, what cannot be is reported. */
import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import { reconciling } from '../effects.ts';
import type { ReconcileInput } from '../messages.ts';
import { now } from '../time.ts';

export async function reconcile({ after }: ReconcileInput = {}): Promise<void> {
  let cursor = after;
  do {
    const page = await reconciling.compareCases({ ...(cursor && { after: cursor }), at: now() });
    cursor = page.next;
    if (cursor && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof reconcile>({ after: cursor });
  } while (cursor);
  await reconciling.mendUnderWay({ at: now() });
}
