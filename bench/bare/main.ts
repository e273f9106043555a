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
import { createHttpNotifier } from '../../activities/adapters/http-notifier.ts';
import { createHttpSettlement } from '../../activities/adapters/http-settlement.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { httpUrl, port, postgresUrl, readConfig, serviceToken } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { createJsonClient } from '../../platform/http-client.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { closedLoop } from '../measure.ts';
import { createBareEffects, preparePolicy, type Applicant } from './effects.ts';

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
    WORKFLOW: z.enum(['withActivities', 'withLocalActivities']),
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
const requestEagerStart = config.WORKFLOW === 'withLocalActivities';

let statements = 0;
const { prisma } = connect(PrismaClient, config.DATABASE_URL, { onStatement: () => (statements += 1) });
await preparePolicy(prisma);
const decisions = new Map<string, () => void>();
const ends = new Map<string, () => void>();
const service = { token: config.SERVICE_TOKEN };
const { receive, ...effects } = createBareEffects({
  prisma,
  settlement: createHttpSettlement(createJsonClient({ ...service, dependency: 'settlement', baseUrl: config.SETTLEMENT_URL })),
  notifier: createHttpNotifier(createJsonClient({ ...service, dependency: 'notification', baseUrl: config.NOTIFICATION_URL })),
  decided: (caseId) => decisions.get(caseId)?.(),
  closed: (caseId) => ends.get(caseId)?.(),
});

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
const client = new Client({ connection });
const workflowBundle = await bundleWorkflowCode({ workflowsPath: fromRoot('bench', 'bare', 'workflows.ts') });
const worker = await Worker.create({ connection, taskQueue, workflowBundle, activities: effects });
void worker.run();

async function round({ concurrency, applicants }: RoundRequest): Promise<RoundResult> {
  const statementsBefore = statements;
  const began = performance.now();
  const cases = applicants.map((applicant) => ({ applicant, caseId: randomUUID() }));
  const allClosed = Promise.all(cases.map(({ caseId }) => new Promise<void>((resolve) => ends.set(caseId, resolve))));
  const milliseconds = await closedLoop(cases.length, concurrency, async (index) => {
    const { caseId, applicant } = cases[index]!;
    const decided = new Promise<void>((resolve) => decisions.set(caseId, resolve));
    await receive(caseId, applicant);
    await client.workflow.start(config.WORKFLOW, { workflowId: caseId, taskQueue, requestEagerStart, args: [caseId, applicant] });
    await decided;
  });
  await allClosed;
  const seconds = (performance.now() - began) / 1_000;
  return { seconds, milliseconds, statements: statements - statementsBefore, workflowIds: cases.map(({ caseId }) => caseId) };
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
