/**
 * Every few minutes the notification service is asked what it could not bring; each such notice becomes a person's
 * task.
 */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { continueAsNew, startChild } from '@temporalio/workflow';
import type { Undeliverable } from '../../activities/notices/undeliverable-activities.ts';
import { undeliverable } from './effects.ts';
import { undeliverableNoticeWorkflowId } from '../ids.ts';
import type { UndeliverableNoticesInput } from '../messages.ts';
import { throughPages } from '../paging.ts';
import type { undeliverableNotice } from './undeliverable-notice.ts';

export async function undeliverableNotices({ after: begin }: UndeliverableNoticesInput = {}): Promise<void> {
  await throughPages(begin, takeUp, (after) => continueAsNew<typeof undeliverableNotices>({ after }));
}

async function takeUp(from: { after?: string }): Promise<{ next?: string }> {
  const { notices, ...rest } = await undeliverable.findUndeliverable(from);
  for (const notice of notices) await begin(notice);
  return rest;
}

/** Once a notice: what was taken up before is in somebody's queue, or settled. */
async function begin(notice: Undeliverable): Promise<void> {
  try {
    await startChild<typeof undeliverableNotice>('undeliverableNotice', {
      workflowId: undeliverableNoticeWorkflowId(notice.messageId),
      args: [notice],
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      staticSummary: `${notice.template} of ${notice.caseId}`,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
