/** Every few minutes the record is held against Temporal: what was lost is sent again, what cannot be is reported. */
import { continueAsNew } from '@temporalio/workflow';
import type { ReconcileInput } from '../messages.ts';
import { throughPages } from '../paging.ts';
import { now } from '../time.ts';
import { upkeep } from './effects.ts';

export async function reconcile({ after: begin }: ReconcileInput = {}): Promise<void> {
  await throughPages(
    begin,
    (from) => upkeep.compareCases({ ...from, at: now() }),
    (after) => continueAsNew<typeof reconcile>({ after }),
  );
  await upkeep.requeueUnderWay({ at: now() });
}
