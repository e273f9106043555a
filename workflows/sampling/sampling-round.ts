/**
 * 抽查复核: a share of the decisions of the month before is drawn and put to judges who had nothing to do with them; those
 * who are silent too long are replaced, and whoever was refused wrongly is told. Every few minutes, so that an extra
 * draw or a vacancy waits no longer than that.
 */
import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import { notices, sampling } from '../effects.ts';
import type { SamplingRoundInput } from '../messages.ts';
import { now, today as currentDay } from '../time.ts';

export async function samplingRound({ today = currentDay(), after }: SamplingRoundInput = {}): Promise<void> {
  for (const drawId of await sampling.openDraws({ today, at: now() })) await sampling.drawCases({ drawId, at: now() });
  let cursor = after;
  do {
    const page = await sampling.callJudges({ at: now(), ...(cursor && { after: cursor }) });
    cursor = page.next;
    if (cursor && workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof samplingRound>({ today, after: cursor });
  } while (cursor);
  for (const { drawId, caseId, template } of await sampling.findInvitations()) {
    await notices.sendSamplingNotices({ caseId, drawId, template, at: now() });
    await sampling.recordInvited({ drawId, caseId, at: now() });
  }
}
