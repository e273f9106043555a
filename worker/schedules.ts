import { ScheduleAlreadyRunning, type Client, type ScheduleOptions } from '@temporalio/client';
import { timeZone } from '../domain/time-zone.ts';
import type { Logger } from '../platform/log.ts';
import { taskQueues } from '../workflows/ids.ts';
import type * as workflows from '../workflows/index.ts';

/** The name of a workflow that a worker has. */
export type WorkflowName = keyof typeof workflows;

/** When Temporal starts what nobody asks for. */
export interface Pass {
  readonly workflowType: WorkflowName;
  readonly spec: {
    readonly calendars?: readonly [{ readonly hour: number; readonly minute: number }];
    readonly intervals?: readonly [{ readonly every: '10 minutes'; readonly offset?: `${number} minutes` }];
    readonly timezone?: string;
  };
  /** For how long it is made up for what was missed while everything was down. */
  readonly catchupWindow: '1 day' | '10 minutes';
}

/** Once a day, by the clocks of the regions. */
export function nightly(workflowType: WorkflowName, hour: number, minute: number) {
  const spec = { calendars: [{ hour, minute }], timezone: timeZone } as const;
  return { workflowType, spec, catchupWindow: '1 day' } as const satisfies Pass;
}

/** Every few minutes, each pass a little later than the other. */
export function often(workflowType: WorkflowName, offset: `${number} minutes` = '0 minutes') {
  const spec = { intervals: [{ every: '10 minutes', offset }] } as const;
  return { workflowType, spec, catchupWindow: '10 minutes' } as const satisfies Pass;
}

/** By the id of the schedule, which is also that of the workflow that it starts. */
export type Passes = Readonly<Record<string, Pass>>;

const triedAgainAfterMs = 30_000;

/**
 * Keeps Temporal's schedules as the passes say. Each process that runs workers sees to it at its start; a schedule that
 * is there takes the times of this build, and stays paused where an administrator paused it; one that no pass names any
 * more is deleted.
 */
export function keepSchedules(client: Client, passes: Passes, log: Logger): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function ensure(): Promise<void> {
    try {
      for (const options of schedulesOf(passes)) await createOrUpdate(client, options);
      await deleteOthers(client, passes);
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

/** The namespace is the engine's own: whatever schedule is there an earlier build has left. */
async function deleteOthers(client: Client, passes: Passes): Promise<void> {
  for await (const { scheduleId } of client.schedule.list()) {
    if (!Object.hasOwn(passes, scheduleId)) await client.schedule.getHandle(scheduleId).delete();
  }
}

/** One pass of a kind at a time. */
function schedulesOf(passes: Passes): ScheduleOptions[] {
  return Object.entries(passes).map(([scheduleId, { workflowType, spec, catchupWindow }]) => ({
    scheduleId,
    spec,
    action: { type: 'startWorkflow', workflowType, workflowId: scheduleId, taskQueue: taskQueues.workflows, args: [] },
    policies: { overlap: 'SKIP', catchupWindow },
  })) as unknown as ScheduleOptions[];
}
