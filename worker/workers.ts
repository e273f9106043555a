import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { taskQueues } from '../workflows/ids.ts';
import { effectsByQueue, type ServedEffects } from './served-effects.ts';

type Shared = Pick<WorkerOptions, 'dataConverter' | 'interceptors' | 'namespace'> & { connection: NativeConnection };

/** The prebuilt bundle in production; sources in tests. */
export type WorkflowCode =
  Required<Pick<WorkerOptions, 'workflowBundle'>> | Required<Pick<WorkerOptions, 'workflowsPath'>>;

export interface RunningWorkers {
  /** Rejects when a worker fails; resolves after `shutdown`. */
  readonly finished: Promise<void>;
  /** Finishes the tasks in hand. */
  shutdown(): Promise<void>;
}

/** Kept in memory at up to half a megabyte each; one that waited for longer is replayed when something comes. */
const maxCachedWorkflows = 500;

/**
 * One worker for workflows, with every effect at hand as a local activity; and one a queue for the effects that had to
 * become normal activities, so that one slow service holds up nothing else.
 */
export async function startWorkers(
  common: Shared,
  workflowCode: WorkflowCode,
  served: readonly ServedEffects[],
): Promise<RunningWorkers> {
  const queues = effectsByQueue(served);
  const everything = Object.assign({}, ...queues.values()) as object;
  const workers = await Promise.all([
    Worker.create({
      ...common,
      ...workflowCode,
      taskQueue: taskQueues.workflows,
      maxCachedWorkflows,
      activities: everything,
    }),
    ...[...queues].map(([queue, activities]) => Worker.create({ ...common, taskQueue: taskQueues[queue], activities })),
  ]);
  const finished = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  return {
    finished,
    async shutdown() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished;
    },
  };
}
