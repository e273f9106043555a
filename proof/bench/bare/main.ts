/**
 * One side of bare Temporal as a process of its own: client, worker and load. The client shares the worker's
 * connection, as eager start needs. `POST /round` runs one and answers what it measured; nothing else is served.
 */
import { randomUUID } from 'node:crypto';
import { json } from 'node:stream/consumers';
import { createServer } from 'node:http';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';
import { createHttpNotifier } from '../../../activities/notices/http-notifier.ts';
import { createHttpSettlement } from '../../../activities/settlement/http-settlement.ts';
import { PrismaClient } from '../../../generated/engine/client.ts';
import { currentOf, httpUrl, port, postgresUrl, readConfig, serviceToken } from '../../../platform/config.ts';
import { connect } from '../../../platform/database.ts';
import { createJsonClient } from '../../../platform/http-client.ts';
import { fromRoot } from '../../../platform/project-root.ts';
import { closedLoop } from '../measure.ts';
import { bareWorkflows } from './names.ts';
import { createBareEffects, preparePolicy, type Applicant, type Point } from './effects.ts';
import { createReviewer } from './tasks.ts';
import { answerTask } from './workflows.ts';

export interface RoundRequest {
  readonly concurrency: number;
  readonly applicants: readonly Applicant[];
}

export interface RoundResult {
  readonly seconds: number;
  readonly milliseconds: readonly number[];
  readonly statements: number;
  readonly workflowIds: readonly string[];
}

const config = readConfig(
  z.object({
    WORKFLOW: z.enum(bareWorkflows),
    PORT: port,
    DATABASE_URL: postgresUrl,
    TEMPORAL_ADDRESS: z.string(),
    SETTLEMENT_URL: httpUrl,
    NOTIFICATION_URL: httpUrl,
    SERVICE_TOKEN: serviceToken,
  }),
  process.env,
);
const taskQueue = config.WORKFLOW;
const requestEagerStart = config.WORKFLOW !== 'withActivities';

let statements = 0;
const { prisma } = connect(PrismaClient, config.DATABASE_URL, { onStatement: () => (statements += 1) });
await preparePolicy(prisma);
const reviewer = createReviewer(prisma);
const waiting = new Map<string, () => void>();
const service = { token: currentOf(config.SERVICE_TOKEN) };
const { receive, ...effects } = createBareEffects({
  prisma,
  settlement: createHttpSettlement(
    createJsonClient({ ...service, dependency: 'settlement', baseUrl: config.SETTLEMENT_URL }),
  ),
  notifier: createHttpNotifier(
    createJsonClient({ ...service, dependency: 'notification', baseUrl: config.NOTIFICATION_URL }),
    () => ({ version: 'bare', sentences: { 'zh-CN': {}, en: {} } }),
  ),
  reached: (caseId, point) => waiting.get(`${caseId} ${point}`)?.(),
});

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
const client = new Client({ connection });
const workflowBundle = await bundleWorkflowCode({ workflowsPath: fromRoot('proof', 'bench', 'bare', 'workflows.ts') });
const worker = await Worker.create({ connection, taskQueue, workflowBundle, activities: effects });
void worker.run();

/** Listens from now on. */
function until(caseId: string, point: Point): Promise<void> {
  return new Promise((resolve) => waiting.set(`${caseId} ${point}`, resolve));
}

async function decidedAtOnce(caseId: string, applicant: Applicant): Promise<void> {
  const decided = until(caseId, 'decided');
  await receive(caseId, applicant);
  await client.workflow.start(config.WORKFLOW, {
    workflowId: caseId,
    taskQueue,
    requestEagerStart,
    args: [caseId, applicant],
  });
  await decided;
}

async function decidedByReviewers(caseId: string, applicant: Applicant): Promise<void> {
  const tasks = [randomUUID(), randomUUID()] as const;
  const opened = until(caseId, 'taskOpened');
  await receive(caseId, applicant);
  const handle = await client.workflow.start(config.WORKFLOW, {
    workflowId: caseId,
    taskQueue,
    requestEagerStart,
    args: [caseId, applicant, tasks],
  });
  await opened; // the second is, when the first is answered
  for (const task of tasks) {
    const updateId = randomUUID();
    await reviewer.claim(task);
    await reviewer.answer(caseId, task, updateId);
    await handle.executeUpdate(answerTask, { updateId });
  }
}

const decided = config.WORKFLOW === 'reviewWithLocalActivities' ? decidedByReviewers : decidedAtOnce;

async function round({ concurrency, applicants }: RoundRequest): Promise<RoundResult> {
  const statementsBefore = statements;
  const began = performance.now();
  const cases = applicants.map((applicant) => ({ applicant, caseId: randomUUID() }));
  const allClosed = Promise.all(cases.map(({ caseId }) => until(caseId, 'closed')));
  const milliseconds = await closedLoop(cases.length, concurrency, async (index) => {
    const { caseId, applicant } = cases[index]!;
    await decided(caseId, applicant);
  });
  await allClosed;
  waiting.clear();
  const seconds = (performance.now() - began) / 1_000;
  return {
    seconds,
    milliseconds,
    statements: statements - statementsBefore,
    workflowIds: cases.map(({ caseId }) => caseId),
  };
}

const server = createServer((request, response) => {
  if (request.url === '/ready') return void response.end();
  json(request)
    .then((asked) => round(asked as RoundRequest))
    .then((result) => response.end(JSON.stringify(result)))
    .catch((error: Error) => response.writeHead(500).end(error.stack));
});
server.listen(config.PORT, '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
