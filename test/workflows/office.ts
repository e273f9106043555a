import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { Registry as Metrics } from 'prom-client';
import type { MessageBody } from '../../store/cases/case-messages.ts';
import { encryptedPayloads } from '../../worker/data-converter.ts';
import { effectInterceptors } from '../../worker/interceptors.ts';
import { startWorkers } from '../../worker/workers.ts';
import { registryEventsWorkflowId, taskQueues } from '../../workflows/ids.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import { installRuntime } from '../support/temporal-runtime.ts';
import { bundledWorkflows } from '../support/workflow-bundle.ts';
import { createConversations, type Applied } from './conversations.ts';
import { createFarEdge, createOfficeParts, log, servedEffects } from './office-parts.ts';
import { openPost } from './post.ts';
import { createReception } from './reception.ts';
import { openRecords } from './records.ts';
import type { Story } from './stories.ts';
import { createVirtualTime, startTimeSkippingServer } from './virtual-time.ts';

// Effects that fail are what the stories are about; only what the SDK holds for an error is said.
installRuntime();

const payloadKeys = `p1:${Buffer.alloc(32, 3).toString('base64')}`;

export type Office = Awaited<ReturnType<typeof openOffice>>;
export type { Applied };

/**
 * The real workflows, activities, stores and workers on a Temporal server whose clock is skipped by `passes` and on a
 * PostgreSQL, both of their own; only the registries and the services beside us are in memory.
 */
export async function openOffice({
  dataConverter = encryptedPayloads(payloadKeys),
}: { dataConverter?: DataConverter } = {}) {
  const [env, records] = await Promise.all([startTimeSkippingServer(), openRecords()]);
  const client = new Client({ connection: env.nativeConnection, dataConverter });
  const edge = createFarEdge();
  const parts = createOfficeParts(records, client, edge);
  const time = createVirtualTime(env, client, records);
  const workers = await startWorkers(
    {
      connection: env.nativeConnection,
      namespace: 'default',
      dataConverter,
      interceptors: { activity: [effectInterceptors(log, new Metrics())] },
    },
    bundledWorkflows(),
    servedEffects(parts, edge),
  );
  const post = openPost(client, records, time);
  const conversations = createConversations(client, records, time);
  const { receive, reopen, report } = createReception(records, edge.registry, time);

  async function begin(input: ApplicationStart): Promise<Applied> {
    await post.start(input);
    return conversations.applicationOf(input.caseId, input.opening);
  }

  /** What nobody applied for, as a pass. Resolves when it has been started. */
  async function run(workflow: string, input: object = {}, workflowId = `${workflow}-${randomUUID()}`) {
    const { workflows: taskQueue } = taskQueues;
    const handle = await client.workflow.start(workflow, { workflowId, taskQueue, args: [input] });
    time.watch(workflowId);
    return { handle, history: async () => (await handle.fetchHistory()).events ?? [], ended: () => handle.result() };
  }

  return {
    ...edge,
    ...records,
    ...conversations,
    inForce: parts.inForce,
    policies: parts.policies,
    factsOf: parts.factsOf,
    clock: time.clock,
    now: time.now,
    passes: time.passes,
    receive,
    report,
    begin,
    apply: async (story: Story): Promise<Applied> => begin(await receive(story)),
    /** Opens a case again, as the API does. */
    openAgain: async (
      application: { readonly caseId: string },
      because: 'supplied' | 'appealed',
      body: MessageBody = {},
    ): Promise<Applied> => begin(await reopen(application, because, body)),
    run,
    /** Whoever reaches Temporal and says what they like, in plain; a test reads what they are answered. */
    stranger: new Client({ connection: env.nativeConnection, dataConverter: speakingPlainly(dataConverter) }),
    /** Whoever has our keys as well. */
    client,
    /** Brings what registers reported to whatever is under way for the person. */
    brought: (personId: string) => run('registryEvents', { personId }, registryEventsWorkflowId(personId)),
    /** What people have to look at, by its id. */
    async alarms(): Promise<Map<string, string>> {
      const rows = await records.prisma.alarm.findMany({ where: { clearedAt: null } });
      return new Map(rows.map(({ id, problem }) => [id, problem]));
    },
    async close(): Promise<void> {
      await post.close();
      await workers.shutdown();
      await env.teardown();
      await records.close();
    },
  };
}

function speakingPlainly({ payloadCodecs = [], ...converter }: DataConverter): DataConverter {
  return { ...converter, payloadCodecs: payloadCodecs.map((codec) => ({ ...codec, encode: async (said) => said })) };
}
