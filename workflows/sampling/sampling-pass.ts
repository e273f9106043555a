/**
 * 抽查复核: a share of the decisions of the month before is drawn and put to judges who had nothing to do with them; those
 * who are silent too long are replaced, and whoever was refused wrongly is told. Every few minutes, so that an extra
 * draw or a vacancy waits no longer than that.
 */
import { continueAsNew } from '@temporalio/workflow';
import { notices } from '../notices/effects.ts';
import { sampling } from './effects.ts';
import type { SamplingPassInput } from '../messages.ts';
import { throughPages } from '../paging.ts';
import { dayOfPass, now } from '../time.ts';

export async function samplingPass({ today: begun, after: begin }: SamplingPassInput = {}): Promise<void> {
  const today = dayOfPass(begun);
  for (const drawId of await sampling.openDraws({ today, at: now() })) await sampling.drawCases({ drawId, at: now() });
  await throughPages(
    begin,
    (from) => sampling.callJudges({ ...from, at: now() }),
    (after) => continueAsNew<typeof samplingPass>({ today, after }),
  );
  for (const { drawId, caseId, template } of await sampling.findInvitations()) {
    await notices.sendSamplingNotices({ caseId, drawId, template, at: now() });
    await sampling.recordInvited({ drawId, caseId, at: now() });
  }
}
