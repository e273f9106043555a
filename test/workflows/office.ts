import { randomUUID } from 'node:crypto';
import { Client, type WorkflowHandle } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Registry as Metrics } from 'prom-client';
import { inject, vi } from 'vitest';
import { createCaseActivities } from '../../activities/case/case-activities.ts';
import { createContactNoticeActivities } from '../../activities/outreach/contact-notice-activities.ts';
import { createFilingActivities } from '../../activities/case/filing-activities.ts';
import { createHandbookActivities } from '../../activities/handbook/handbook-activities.ts';
import { createNoticeActivities } from '../../activities/notices/notice-activities.ts';
import { createRoundActivities } from '../../activities/rounds/round-activities.ts';
import { createRoundNoticeActivities } from '../../activities/rounds/round-notice-activities.ts';
import { createRoundTriggerActivities } from '../../activities/rounds/round-trigger-activities.ts';
import { createOutreachActivities } from '../../activities/outreach/outreach-activities.ts';
import { createReconcileActivities } from '../../activities/upkeep/reconcile-activities.ts';
import { createRegistryEventActivities } from '../../activities/continuity/registry-event-activities.ts';
import { createRenewalActivities } from '../../activities/continuity/renewal-activities.ts';
import type { PublishedPolicy } from '../../store/policies/published-policies.ts';
import { createSamplingActivities } from '../../activities/sampling/sampling-activities.ts';
import { createStepActivities } from '../../activities/case/step-activities.ts';
import { createUndeliverableActivities } from '../../activities/notices/undeliverable-activities.ts';
import { createVisitActivities } from '../../activities/visits/visit-activities.ts';
import { createRoundStarter } from '../../api/temporal/round-starter.ts';
import { createStarter } from '../../api/temporal/workflow-starter.ts';
import type { Decision } from '../../domain/case/decision.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { Involvement } from '../../domain/tasks/four-eyes.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import type { MessageBody } from '../../store/cases/case-messages.ts';
import { createLogger } from '../../platform/log.ts';
import { texts } from '../../platform/texts.ts';
import { installRuntime } from '../support/temporal-runtime.ts';
import { bundledWorkflows } from '../support/workflow-bundle.ts';
import { encryptedPayloads } from '../../worker/data-converter.ts';
import { effectInterceptors } from '../../worker/interceptors.ts';
import { startWorkers } from '../../worker/workers.ts';
import {
  applicationWorkflowId,
  batchRoundWorkflowId,
  searchAttributeNames,
  taskQueues,
  undeliverableNoticeWorkflowId,
} from '../../workflows/ids.ts';
import {
  answerTask,
  tellCase,
  type AnswerResult,
  type ApplicationInput,
  type CaseMessage,
  type ApplicationResult,
  type HomeVisitInput,
  type TaskAnswer,
  type VisitResult,
} from '../../workflows/messages.ts';
import {
  insuredPerson,
  NotifierInMemory,
  RegistryInMemory,
  SettlementInMemory,
  UndeliveredInMemory,
} from './far-edge.ts';
import { OutreachInMemory } from './memory-outreach.ts';
import { SamplingInMemory } from './memory-sampling.ts';
import { RoundsInMemory } from './memory-rounds.ts';
import { alarmsOf, ledger, UpkeepInMemory } from './memory-upkeep.ts';
import { MemoryCaseStore, type CaseRecord, type RecordedTask } from './memory-case-store.ts';
import { receivedCase } from './received-case.ts';
import { county, rizhao, type Story } from './stories.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;

// Effects that fail are what the stories are about; only what the SDK holds for an error is said.
installRuntime();

/** Weekends off and no other day, for whatever years the tests run in. */
export const calendar = {
  from: '2020-01-01',
  until: '2099-12-31',
  daysOff: [],
  daysWorked: [],
} as unknown as WorkingCalendar;

const payloadKeys = `p1:${Buffer.alloc(32, 3).toString('base64')}`;

export type Office = Awaited<ReturnType<typeof openOffice>>;
/** What runs beside the applications. */
interface Round {
  history(): Promise<readonly proto.temporal.api.history.v1.IHistoryEvent[]>;
  ended(): Promise<unknown>;
}

export type Applied = Awaited<ReturnType<Office['apply']>>;

/**
 * The real workflows, activities and workers on a server of their own whose clock is skipped by `passes`; only the
 * store, the registries and the two services are in memory.
 */
export async function openOffice({
  dataConverter = encryptedPayloads(payloadKeys),
}: { dataConverter?: DataConverter } = {}) {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('testServerPath') } },
  });
  await registerSearchAttributes(env);
  const client = new Client({ connection: env.nativeConnection, dataConverter });
  const store = new MemoryCaseStore();
  const settlement = new SettlementInMemory();
  const notifier = new NotifierInMemory();
  const undelivered = new UndeliveredInMemory();
  const registry = new RegistryInMemory();
  const upkeep = new UpkeepInMemory(store, (earlier, { at }) => renew(earlier, at));
  const batches = new RoundsInMemory(store);
  const alarms = alarmsOf(upkeep);
  const outreach = new OutreachInMemory();
  const sampling = new SamplingInMemory();
  const inForce = { openRegion: () => published(rizhao), all: () => [published(rizhao)] };
  const policies = { get: async (id: string) => (id === county.id ? county : rizhao) };
  const notices = createNoticeActivities({ store, policies, notifier, texts });
  const workers = await startWorkers(
    {
      connection: env.nativeConnection,
      namespace: 'default',
      dataConverter,
      interceptors: { activity: [effectInterceptors(createLogger('test', 'silent'), new Metrics())] },
    },
    bundledWorkflows(),
    {
      cases: createCaseActivities({ store, registry, policies, calendar, rounds: batches }),
      steps: createStepActivities({ store, policies, calendar }),
      filing: createFilingActivities({ store, policies, calendar, settlement }),
      visits: createVisitActivities({ store, policies }),
      handbooks: createHandbookActivities({ store, policies }),
      notices,
      undeliverable: createUndeliverableActivities({ store, policies, calendar, undelivered }),
      registryEvents: createRegistryEventActivities({
        store,
        registry,
        policies,
        inForce,
        settlement,
        events: upkeep,
        recognitions: upkeep,
        alarms,
      }),
      renewals: createRenewalActivities({ store, recognitions: upkeep, inForce, settlement, alarms }),
      rounds: createRoundActivities({ rounds: batches, book: batches, policies, calendar, alarms }),
      roundNotices: createRoundNoticeActivities({ rounds: batches, notices }),
      roundTrigger: createRoundTriggerActivities({ book: batches, inForce, calendar, alarms }),
      outreach: createOutreachActivities({ contacts: outreach, settled: outreach, inForce }),
      contactNotices: createContactNoticeActivities({ contacts: outreach, policies, notifier, texts }),
      sampling: createSamplingActivities({ sampling, inForce, policies, calendar }),
      reconciling: createReconcileActivities({
        store,
        ledger,
        alarms,
        log: createLogger('test', 'silent'),
        executionOf: async () => 'running',
        executionOfRound: async () => 'running',
        takeAnchor: async (day) => ({ day, root: 'f'.repeat(64), chains: 0 }),
      }),
    },
  );
  const start = createStarter(() => client);
  store.tell = ({ workflowId, message }) =>
    client.workflow.getHandle(workflowId).executeUpdate(tellCase, { updateId: message.id, args: [message] });
  const running = new Set<ReturnType<typeof applied>>();
  const rounds = new Set<Round>();
  const coordinators = createRoundStarter(() => client);
  batches.tell = (workflowId, message) =>
    client.workflow.getHandle(workflowId).executeUpdate(tellCase, { updateId: message.id, args: [message] });
  batches.start = (roundId) => {
    const started = coordinators.start({ roundId, region: batches.of(roundId).stored.region });
    const handle = client.workflow.getHandle(batchRoundWorkflowId(roundId));
    const history = async () => (await started, (await handle.fetchHistory()).events ?? []);
    rounds.add({ history, ended: () => handle.result() });
  };
  const now = async () => new Date(await env.currentTimeMs());

  function receive(
    { policy = rizhao, known = {}, agent = null, ...change }: Story,
    receivedAt: Date,
  ): ApplicationInput {
    const patient = { idNumber: '990101190001010000', name: '示例患者', phone: '199-0000-0001' };
    const stored = receivedCase(policy, receivedAt, { contacts: { patient, agent }, ...change });
    const { id: caseId, personId, region, procedure } = stored;
    registry.know(personId, { ...insuredPerson(region), ...known });
    store.receive(stored);
    const { pack, version, id } = policy;
    return {
      caseId,
      region,
      procedure,
      policy: { pack, version, packSha: 'a'.repeat(64), overlaySha: null, id },
      enteredBy: 'desk-1',
      opening: { ordinal: 0, because: 'submitted', assessed: 0, involved: [{ subject: 'desk-1', rule: 'entered' }] },
    };
  }

  async function renew({ stored }: CaseRecord, at: Date): Promise<void> {
    const { personId, disease, procedure, institution, papers } = stored;
    const known = await registry.factsOf(personId);
    await begin(receive({ personId, disease, procedure, institution, papers, kind: 'renewal', known }, at));
  }

  function applied(input: ApplicationInput) {
    const { caseId, opening } = input;
    const handle: WorkflowHandle<(input: ApplicationInput) => Promise<ApplicationResult>> = client.workflow.getHandle(
      applicationWorkflowId(caseId, opening.ordinal),
    );
    return {
      caseId,
      handle,
      input,
      record: () => store.of(caseId),
      reached: (condition: (record: CaseRecord) => boolean) => store.reached(caseId, condition),
      /** The task that waits for a person, of this kind unless any will do. */
      task: async (kind?: TaskKind): Promise<RecordedTask> => {
        const waits = (task: RecordedTask) => task.state === 'ready' && (kind === undefined || task.kind === kind);
        return (await store.reached(caseId, ({ tasks }) => tasks.some(waits))).tasks.find(waits)!;
      },
      ...conversation(handle),
      /** What it ended with; waiting for it skips no time. */
      ended: () => handle.result(),
    };
  }

  function conversation(handle: WorkflowHandle) {
    return {
      answer: <R extends AnswerResult = Decision | null>(answer: TaskAnswer, updateId: string = randomUUID()) =>
        handle.executeUpdate(answerTask, { updateId, args: [answer] }) as Promise<R>,
      /** Says something, as the patient's people or a registry do. */
      async tell(message: Omit<CaseMessage, 'id'>, body: MessageBody = {}): Promise<void> {
        const id = randomUUID();
        store.keep(id, body);
        await handle.executeUpdate(tellCase, { updateId: id, args: [{ id, ...message }] });
      },
      history: async () => (await handle.fetchHistory()).events ?? [],
    };
  }

  function visitUnder(workflowId: string) {
    const handle: WorkflowHandle<(input: HomeVisitInput) => Promise<VisitResult>> =
      client.workflow.getHandle(workflowId);
    return { handle, ...conversation(handle), ended: () => handle.result() };
  }

  async function begin(input: ApplicationInput) {
    await start(input);
    const application = applied(input);
    running.add(application);
    return application;
  }

  const released = new Set<string>();

  /** The test server leaves its clock locked by each child that closes after its parent; nobody but us unlocks it. */
  async function releaseClock(): Promise<void> {
    for (const { caseId, history } of running) {
      for (const { workflowId } of store.of(caseId).visits) {
        if (released.has(workflowId) || !isClosed(await visitUnder(workflowId).history())) continue;
        released.add(workflowId);
        const heardOf = (await history()).some((event) => event.childWorkflowExecutionCompletedEventAttributes);
        if (!heardOf) await env.connection.testService!.unlockTimeSkipping({});
      }
    }
  }

  /** Only while no workflow task is under way may the clock be moved: tasks expire too. */
  async function atRest(): Promise<void> {
    const visits = [...running].flatMap(({ caseId }) =>
      store.of(caseId).visits.map(({ workflowId }) => visitUnder(workflowId)),
    );
    for (const { history } of [...running, ...visits, ...rounds]) {
      await vi.waitUntil(async () => hasNoTaskUnderWay(await history()), { timeout: 15_000, interval: 10 });
    }
  }

  return {
    store,
    settlement,
    notifier,
    undelivered,
    registry,
    upkeep,
    outreach,
    sampling,
    inForce,
    now,
    begin,
    batches,
    /** The coordinator of a round, as the batch's people meet it. */
    round: (roundId: string) => {
      const handle = client.workflow.getHandle(batchRoundWorkflowId(roundId));
      return {
        handle,
        async sign(by: string) {
          batches.sign(roundId, by, await now());
          await coordinators.signed(roundId);
        },
        history: async () => (await handle.fetchHistory()).events ?? [],
        ended: () => handle.result(),
      };
    },
    receive: async (story: Story) => receive(story, await now()),
    /** Opens a case again, as the API does. */
    async openAgain(
      input: ApplicationInput,
      because: 'supplied' | 'appealed',
      involved: readonly Involvement[] = [],
      body: MessageBody = {},
    ) {
      const { stored, assessments } = store.of(input.caseId);
      const ordinal = stored.opening + 1;
      const messageId = randomUUID();
      store.keep(messageId, body);
      store.reopen(stored.id, ordinal, await now());
      const opening = { ordinal, because, messageId, assessed: assessments.length, involved };
      return begin({ ...input, opening });
    },
    /** The home visit that was offered last in a case. */
    async visitOf({ caseId }: { readonly caseId: string }) {
      const { visits } = await store.reached(caseId, (record) => record.visits.length > 0);
      return visitUnder(visits.at(-1)!.workflowId);
    },
    /** What runs for a notice that did not arrive. */
    undeliverable: (messageId: string) => visitUnder(undeliverableNoticeWorkflowId(messageId)),
    apply: async (story: Story) => begin(receive(story, await now())),
    /** One that was begun here, by its case. */
    applicationOf: (caseId: string) => [...running].find((application) => application.caseId === caseId)!,
    /** What nobody applied for: a round, or what registers reported. Resolves when it has been started. */
    async run(workflow: string, ...args: readonly object[]): Promise<Round> {
      const handle = await client.workflow.start(workflow, {
        workflowId: `${workflow}-${randomUUID()}`,
        taskQueue: taskQueues.workflows,
        args: [...args],
      });
      const round = { history: async () => (await handle.fetchHistory()).events ?? [], ended: () => handle.result() };
      rounds.add(round);
      return round;
    },
    /** Lets time pass for everything on this server. */
    async passes(duration: Parameters<typeof env.sleep>[0]) {
      await atRest();
      await releaseClock();
      await env.sleep(duration);
      await atRest();
    },
    async close() {
      await workers.shutdown();
      await env.teardown();
    },
  };
}

/** As the policies are published: the policy, and how a case names it. */
function published(policy: Policy): PublishedPolicy {
  const { pack, version, id } = policy;
  return { policy, reference: { pack, version, packSha: 'a'.repeat(64), overlaySha: null, id } };
}

function isClosed(events: readonly proto.temporal.api.history.v1.IHistoryEvent[]): boolean {
  return events.at(-1)?.workflowExecutionCompletedEventAttributes != null;
}

function hasNoTaskUnderWay(events: readonly proto.temporal.api.history.v1.IHistoryEvent[]): boolean {
  const scheduled = events.findLastIndex((event) => event.workflowTaskScheduledEventAttributes);
  const completed = events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
  return completed > scheduled;
}

async function registerSearchAttributes({ connection }: TestWorkflowEnvironment): Promise<void> {
  const { INDEXED_VALUE_TYPE_KEYWORD: keyword, INDEXED_VALUE_TYPE_DATETIME: datetime } = IndexedValueType;
  const searchAttributes = Object.fromEntries(
    searchAttributeNames.map((name) => [name, name === 'DueAt' ? datetime : keyword]),
  );
  await connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
}
