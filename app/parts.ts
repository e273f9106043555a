import { Gauge, type Registry } from 'prom-client';
import { publishPolicies, type PublishedHistory } from '../store/policies/published-policies.ts';
import { PrismaClient } from '../generated/engine/client.ts';
import type { Clock } from '../platform/clock.ts';
import { currentOf } from '../platform/config.ts';
import { connect, type RunStatement } from '../platform/database.ts';
import { createJsonClient } from '../platform/http-client.ts';
import type { Readiness } from '../platform/http/operational.ts';
import type { Logger } from '../platform/log.ts';
import { createMetrics } from '../platform/metrics.ts';
import { fromRoot } from '../platform/project-root.ts';
import { sealer, type Sealer } from '../platform/sealing.ts';
import { createPrismaOutbox } from '../store/outbox/outbox.ts';
import { createPolicyStore, type PolicyStore } from '../store/policies/policy-versions.ts';
import { encryptedPayloads } from '../worker/data-converter.ts';
import type { AppConfig } from './config.ts';
import { connectTemporal, type Temporal } from './temporal.ts';

/** What API and workers share in one process. */
export interface Parts {
  readonly prisma: PrismaClient;
  /** Beneath Prisma's client, for hot paths. */
  readonly run: RunStatement;
  readonly sealer: Sealer;
  readonly policyStore: PolicyStore;
  /** Published once a process, at the first call. */
  readonly publishedPolicies: () => Promise<PublishedHistory>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly readiness: Readiness;
  /** The services beside us: only filing and notices wait for them. */
  readonly waitsFor: Readiness;
  readonly temporal: Temporal;
  close(): Promise<void>;
}

interface Surroundings {
  clock: Clock;
  log: Logger;
  /** Folder of the policy packs; the project's own, unless given. */
  packs?: string;
  /** Told of every SQL statement; for measuring. */
  onStatement?: (sql: string) => void;
}

export function openParts(
  config: AppConfig,
  { clock, log, packs = fromRoot('policies'), onStatement }: Surroundings,
): Parts {
  const database = connect(PrismaClient, config.DATABASE_URL, { log, ...(onStatement && { onStatement }) });
  const temporal = connectTemporal({
    config,
    dataConverter: encryptedPayloads(config.PAYLOAD_KEYS),
    log,
  });
  const serviceAt = (dependency: string, baseUrl: string) =>
    createJsonClient({ dependency, baseUrl, token: currentOf(config.SERVICE_TOKEN), connections: 1 });
  const settlement = serviceAt('settlement service', config.SETTLEMENT_URL);
  const notification = serviceAt('notification service', config.NOTIFICATION_URL);
  const { prisma, run } = database;
  const metrics = createMetrics('app');
  countBacklog(prisma, metrics);
  let published: Promise<PublishedHistory> | undefined;
  return {
    prisma,
    run,
    sealer: sealer(config.DATA_KEYS),
    policyStore: createPolicyStore(prisma),
    publishedPolicies: () =>
      (published ??= publishPolicies(prisma, { packs, overlays: config.POLICY_OVERLAYS, clock })),
    clock,
    log,
    metrics,
    readiness: { database: database.ping, temporal: temporal.ping },
    waitsFor: { settlement: settlement.ping, notification: notification.ping },
    temporal,
    async close() {
      await Promise.all([settlement.close(), notification.close()]);
      await temporal.close();
      await database.close();
    },
  };
}

/** Asked at each scrape: what waits to be sent, and what waits for people. */
function countBacklog(prisma: PrismaClient, metrics: Registry): void {
  const outbox = createPrismaOutbox(prisma);
  new Gauge({
    name: 'manteban_outbox_messages',
    help: 'Messages to Temporal that are not taken yet.',
    registers: [metrics],
    async collect() {
      this.set(await outbox.count());
    },
  });
  new Gauge({
    name: 'manteban_alarms',
    help:
      'What people have to look at: undecided cases without a workflow, events and renewals that ' +
      'could not be carried out.',
    labelNames: ['problem'],
    registers: [metrics],
    async collect() {
      const groups = await prisma.alarm.groupBy({ by: ['problem'], where: { clearedAt: null }, _count: true });
      this.reset();
      for (const { problem, _count } of groups) this.set({ problem }, _count);
    },
  });
  new Gauge({
    name: 'manteban_open_cases',
    help: 'Cases received and not decided, by procedure and stage.',
    labelNames: ['procedure', 'stage'],
    registers: [metrics],
    async collect() {
      const where = { status: { not: 'decided' } };
      const groups = await prisma.applicationCase.groupBy({ by: ['procedure', 'stage'], where, _count: true });
      this.reset();
      for (const { procedure, stage, _count } of groups) this.set({ procedure, stage }, _count);
    },
  });
}
