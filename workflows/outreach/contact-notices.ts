/** 联系任务: whoever was given a contact hears of it. Every few minutes, so that no assignment waits for the night. */
import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import { contactNotices as notices } from '../effects.ts';
import type { ContactNoticesInput } from '../messages.ts';
import { now } from '../time.ts';

export async function contactNotices({ after }: ContactNoticesInput = {}): Promise<void> {
  let cursor = after;
  do {
    const page = await notices.tellHelpers({ at: now(), ...(cursor && { after: cursor }) });
    cursor = page.next;
    if (cursor && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof contactNotices>({ after: cursor });
  } while (cursor);
}
