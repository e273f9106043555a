import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { CaseActivities } from '../activities/case/case-activities.ts';
import type { StepActivities } from '../activities/case/step-activities.ts';
import type { ContactNoticeActivities } from '../activities/outreach/contact-notice-activities.ts';
import type { FilingActivities } from '../activities/case/filing-activities.ts';
import type { HandbookActivities } from '../activities/handbook/handbook-activities.ts';
import type { NoticeActivities } from '../activities/notices/notice-activities.ts';
import type { OutreachActivities } from '../activities/outreach/outreach-activities.ts';
import type { ReconcileActivities } from '../activities/upkeep/reconcile-activities.ts';
import type { RegistryEventActivities } from '../activities/continuity/registry-event-activities.ts';
import type { RenewalActivities } from '../activities/continuity/renewal-activities.ts';
import type { RoundActivities } from '../activities/rounds/round-activities.ts';
import type { RoundNoticeActivities } from '../activities/rounds/round-notice-activities.ts';
import type { RoundTriggerActivities } from '../activities/rounds/round-trigger-activities.ts';
import type { SamplingActivities } from '../activities/sampling/sampling-activities.ts';
import type { UndeliverableActivities } from '../activities/notices/undeliverable-activities.ts';
import type { VisitActivities } from '../activities/visits/visit-activities.ts';
import { taskQueues } from '../workflows/ids.ts';

export interface Activities {
  cases: CaseActivities;
  steps: StepActivities;
  filing: FilingActivities;
  notices: NoticeActivities;
  undeliverable: UndeliverableActivities;
  visits: VisitActivities;
  handbooks: HandbookActivities;
  registryEvents: RegistryEventActivities;
  renewals: RenewalActivities;
  rounds: RoundActivities;
  roundNotices: RoundNoticeActivities;
  roundTrigger: RoundTriggerActivities;
  outreach: OutreachActivities;
  contactNotices: ContactNoticeActivities;
  sampling: SamplingActivities;
  reconciling: ReconcileActivities;
}

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
 * One worker for workflows, with every effect at hand as a local activity; and one a concern for the effects that
 * had to become normal activities, so that one slow service holds up nothing else.
 */
export async function startWorkers(
  common: Shared,
  workflowCode: WorkflowCode,
  activities: Activities,
): Promise<RunningWorkers> {
  const {
    cases,
    steps,
    visits,
    handbooks,
    filing,
    notices,
    registryEvents,
    renewals,
    outreach,
    sampling,
    reconciling,
  } = activities;
  const { rounds, roundNotices, roundTrigger, undeliverable, contactNotices } = activities;
  const workers = await Promise.all([
    Worker.create({
      ...common,
      ...workflowCode,
      taskQueue: taskQueues.workflows,
      maxCachedWorkflows,
      activities: Object.assign({}, ...Object.values(activities)) as object,
    }),
    Worker.create({
      ...common,
      taskQueue: taskQueues.caseStore,
      activities: {
        ...cases,
        ...steps,
        ...visits,
        ...handbooks,
        ...outreach,
        ...sampling,
        ...reconciling,
        ...rounds,
        ...roundTrigger,
      },
    }),
    Worker.create({
      ...common,
      taskQueue: taskQueues.settlement,
      activities: { ...filing, ...registryEvents, ...renewals, ...outreach },
    }),
    Worker.create({
      ...common,
      taskQueue: taskQueues.notification,
      activities: { ...notices, ...roundNotices, ...undeliverable, ...contactNotices },
    }),
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
