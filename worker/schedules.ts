import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';
import { timeZone } from '../domain/time-zone.ts';
import type { Logger } from '../platform/log.ts';
import { taskQueues } from '../workflows/ids.ts';

const nightly = (hour: number, minute: number) => ({ calendars: [{ hour, minute }], timezone: timeZone });

/** When which round starts. */
export const rounds = {
  renewals: { workflowType: 'renewalRound', spec: nightly(1, 10), catchupWindow: '1 day' },
  outreach: { workflowType: 'outreachRound', spec: nightly(2, 10), catchupWindow: '1 day' },
  'contact-notices': {
    workflowType: 'contactNotices',
    spec: { intervals: [{ every: '10 minutes', offset: '7 minutes' }] },
    catchupWindow: '10 minutes',
  },
  sampling: {
    workflowType: 'samplingRound',
    spec: { intervals: [{ every: '10 minutes', offset: '5 minutes' }] },
    catchupWindow: '10 minutes',
  },
  rounds: { workflowType: 'roundTrigger', spec: nightly(0, 20), catchupWindow: '1 day' },
  'undeliverable-notices': {
    workflowType: 'undeliverableNotices',
    spec: { intervals: [{ every: '10 minutes', offset: '2 minutes' }] },
    catchupWindow: '10 minutes',
  },
  'audit-anchor': { workflowType: 'anchorAudit', spec: nightly(0, 30), catchupWindow: '1 day' },
  reconcile: { workflowType: 'reconcile', spec: { intervals: [{ every: '10 minutes' }] }, catchupWindow: '10 minutes' },
} as const;

const triedAgainAfterMs = 30_000;

/**
 * Has Temporal start the rounds that nobody asks for. Each process that runs workers sees to it at its start; a
 * schedule that is there takes the times of this build, and stays paused where an administrator paused it.
 */
export function keepSchedules(client: Client, log: Logger): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function ensure(): Promise<void> {
    try {
      for (const options of schedules()) await createOrUpdate(client, options);
    } catch (error) {
      if (closed) return;
      log.warn({ err: error }, 'the schedules are not set up yet');
      timer = setTimeout(() => void ensure(), triedAgainAfterMs);
    }
  }

  void ensure();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

async function createOrUpdate(client: Client, options: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec, action, policies } = options;
    await client.schedule
      .getHandle(options.scheduleId)
      .update((before) => ({ ...before, spec, action, policies: policies! }));
  }
}

/** One round of a kind at a time; one that was missed while everything was down is made up for within its window. */
function schedules(): ScheduleOptions[] {
  return Object.entries(rounds).map(([scheduleId, { workflowType, spec, catchupWindow }]) => ({
    scheduleId,
    spec,
    action: { type: 'startWorkflow', workflowType, workflowId: scheduleId, taskQueue: taskQueues.workflows, args: [] },
    policies: { overlap: 'SKIP', catchupWindow },
  })) as ScheduleOptions[];
}
