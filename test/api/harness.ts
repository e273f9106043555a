import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { appConfig, type AppConfig } from '../../app/config.ts';
import { startApp } from '../../app/start-app.ts';
import { importRegistry } from '../../proof/demo/registry-import.ts';
import type { RegistryEntry } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { PrismaClient as SettlementClient } from '../../generated/settlement/client.ts';
import { readConfig } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { lookupId, sealer } from '../../platform/sealing.ts';
import { createPrismaRegistry } from '../../store/registers/registry.ts';
import { createSettlementApp } from '../../services/settlement/app.ts';
import { readPolicies } from '../../services/settlement/policies.ts';
import { variables } from '../../services/notification/config.ts';
import { startNotification } from '../../services/notification/service.ts';
import { encryptedPayloads } from '../../worker/data-converter.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import { attach, providers, serviceToken, silent, startService, type Service } from '../services/harness.ts';
import { createDatabase } from '../support/databases.ts';
import { createNamespace } from '../support/namespace.ts';
import { installRuntime } from '../support/temporal-runtime.ts';
import { bundledWorkflows } from '../support/workflow-bundle.ts';
import { callable, type Answer, type App } from './calls.ts';
import { witnessedIn } from './witnessed.ts';
import { audience, createIssuer, identityLevel, issuer } from './tokens.ts';

export type { Answer, App };

export const uiOrigin = 'http://temporal-ui.example';
export const codecToken = 'codec-token-of-this-start';

export type System = Awaited<ReturnType<typeof startSystem>>;

/**
 * The real thing for one test file: an app on a fresh database and in a Temporal namespace of its own, with both
 * services beside it. More apps may be started on the same, each with some variables changed.
 */
export async function startSystem() {
  installRuntime();
  const folder = await mkdtemp(join(tmpdir(), 'manteban-api-'));
  const [databases, namespace, tokens] = await Promise.all([
    createDatabases(),
    createNamespace('api'),
    createIssuer(join(folder, 'jwks.json')),
  ]);
  const clock = createClock();
  const logged: string[] = [];
  const log = createLogger('app', 'trace', { write: (line: string) => void logged.push(line) });
  const [settlement, notification] = await Promise.all([
    startSettlement(databases.settlement),
    startNotifications(databases.notification),
  ]);
  const key = () => randomBytes(32).toString('base64');
  const environment = {
    DATABASE_URL: databases.engine,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: namespace,
    SETTLEMENT_URL: settlement.url,
    NOTIFICATION_URL: notification.url,
    SERVICE_TOKEN: serviceToken,
    PORT: '0',
    METRICS_PORT: '0',
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS: tokens.jwks,
    OIDC_IDENTITY_LEVELS: identityLevel,
    DATA_KEYS: `k1:${key()}`,
    LOOKUP_KEY: key(),
    PAYLOAD_KEYS: `k1:${key()}`,
    CODEC_TOKEN: codecToken,
    TEMPORAL_UI_URL: `${uiOrigin}/namespaces`,
    POLICY_OVERLAYS: fromRoot('examples', 'overlays'),
    DOCUMENT_STORE: `disk:${join(folder, 'documents')}`,
  };
  const config = readConfig(appConfig, environment);
  const database = connect(PrismaClient, databases.engine);
  const apps = new Set<App>();

  async function start(differing: Partial<AppConfig> = {}): Promise<App & { metricsUrl: string }> {
    const surroundings = { clock, log, workflowCode: bundledWorkflows(), checkReplies: true };
    const serving = await startApp({ ...config, ...differing }, surroundings);
    const close = () => (apps.delete(app) ? serving.close() : Promise.resolve());
    const app: App = await callable(serving.url, tokens, witnessedIn(database.prisma), close);
    apps.add(app);
    return Object.assign(app, { metricsUrl: serving.metricsUrl! });
  }

  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const temporal = new Client({ connection, namespace, dataConverter: encryptedPayloads(config.PAYLOAD_KEYS) });
  return {
    ...(await start()),
    start,
    config,
    databases,
    folder,
    tokens,
    clock,
    logged,
    settlement,
    notification,
    temporal,
    prisma: database.prisma,
    /** What registers say of the person, with what was reported since. */
    factsOf: ({ idNumber }: { idNumber: string }) =>
      createPrismaRegistry(database, sealer(config.DATA_KEYS)).factsOf(lookupId(config.LOOKUP_KEY, idNumber)),
    pool: database.pool,
    /** What the other departments know from now on. */
    registers: (...entries: RegistryEntry[]) =>
      importRegistry(database.prisma, { sealer: sealer(config.DATA_KEYS), lookupKey: config.LOOKUP_KEY }, entries),
    /** Until the workflow of the case has ended, and so its filing and notices are done. */
    async ended(caseId: string): Promise<void> {
      await temporal.workflow.getHandle(applicationWorkflowId(caseId)).result();
    },
    async close(): Promise<void> {
      await Promise.all([...apps].map((app) => app.close()));
      await Promise.all([settlement.close(), notification.close(), database.close(), connection.close()]);
      await rm(folder, { recursive: true });
    },
  };
}

/** The system's clock, which a test may put forward; workflow time is the Temporal server's own. */
function createClock() {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance(milliseconds: number) {
      ahead += milliseconds;
    },
  };
}

async function createDatabases() {
  const [engine, settlement, notification] = await Promise.all(
    (['engine', 'settlement', 'notification'] as const).map((name) => createDatabase(name)),
  );
  return { engine: engine!, settlement: settlement!, notification: notification! };
}

async function startSettlement(url: string): Promise<Service> {
  const database = connect(SettlementClient, url);
  const clock = { now: () => new Date() };
  const policies = readPolicies(fromRoot('examples', 'overlays'));
  const parts = {
    database,
    clock,
    policies,
    log: silent,
    metrics: createMetrics('settlement'),
    serviceToken,
    providers,
  };
  return startService(createSettlementApp({ ...parts, checkReplies: true }), [database.close]);
}

async function startNotifications(url: string): Promise<Service> {
  const config = readConfig(variables, {
    NOTIFICATION_DATABASE_URL: url,
    SERVICE_TOKEN: serviceToken,
    DATA_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    PORT: '0',
    SMTP_SINK_PORT: '0',
    LOG_LEVEL: 'silent',
  });
  return attach(await startNotification(config));
}
