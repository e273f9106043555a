/** 联系任务: whoever was given a contact hears of it. Every few minutes, so that no assignment waits for the night. */
import { continueAsNew } from '@temporalio/workflow';
import type { ContactNoticesInput } from '../messages.ts';
import { throughPages } from '../paging.ts';
import { now } from '../time.ts';
import { contactNotices as notices } from './effects.ts';

export async function contactNotices({ after: begin }: ContactNoticesInput = {}): Promise<void> {
  await throughPages(
    begin,
    (from) => notices.tellHelpers({ ...from, at: now() }),
    (after) => continueAsNew<typeof contactNotices>({ after }),
  );
}
