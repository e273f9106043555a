import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { register, type Applicants } from '../../proof/bench/applicants.ts';
import { batchApplicants, registerExperts } from '../../proof/bench/batch-people.ts';
import { measure, type Figures, type Options } from '../../proof/bench/batch-measures.ts';
import { startCounting, type CountingApp } from '../../proof/bench/counting.ts';
import type { Path } from '../../proof/bench/path.ts';
import { countedFigures } from '../../proof/bench/product.ts';
import { createClient } from '../../proof/demo/client.ts';
import { openServices } from '../../proof/scenario/services.ts';
import { homeAt } from '../../stack/home.ts';
import { prepareIssuer } from '../../stack/issuer.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { systemClock } from '../../platform/clock.ts';
import { connect } from '../../platform/database.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { encryptedPayloads } from '../../worker/data-converter.ts';
import { createDatabase } from '../support/databases.ts';
import { createNamespace } from '../support/namespace.ts';
import { installRuntime } from '../support/temporal-runtime.ts';
import { bundledWorkflows } from '../support/workflow-bundle.ts';

export type Counted = Awaited<ReturnType<typeof openCounted>>;

/** The app and both services in this process, on the run's servers: it counts what a case costs it. */
export async function openCounted() {
  installRuntime();
  const home = homeAt(await mkdtemp(join(tmpdir(), 'manteban-bench-')));
  const own = await environmentAt(home.folder);
  const services = await openServices(own, systemClock);
  const { settlement, notification } = services;
  const app = await startCounting(
    { ...own, SETTLEMENT_URL: settlement.url, NOTIFICATION_URL: notification.url },
    bundledWorkflows(),
  );
  const connection = await Connection.connect({ address: own.TEMPORAL_ADDRESS });
  const dataConverter = encryptedPayloads(own.PAYLOAD_KEYS);
  const temporal = new Client({ connection, namespace: own.TEMPORAL_NAMESPACE, dataConverter });
  const { prisma, close } = connect(PrismaClient, own.DATABASE_URL, { max: 2 });
  const known = ({ registry }: Applicants) =>
    register(own.DATABASE_URL, { dataKeys: own.DATA_KEYS, lookupKey: own.LOOKUP_KEY }, registry);

  return {
    /** Of one case, the second on this path. */
    async case(path: Path) {
      const applicants = path.applicants(2);
      await known(applicants);
      return countedFigures(path, { home, databases: { engine: own.DATABASE_URL } }, app, temporal, applicants.lines);
    },

    async round(options: Options): Promise<Figures> {
      const applicants = batchApplicants(options.members);
      await known(applicants);
      return measure(options, {
        prisma,
        temporal,
        app: usedBy(app),
        processes: new Map(),
        tell: () => {},
        call: createClient({ api: app.url, home: home.folder, documents: home.documents, uploaded: new Map() }).call,
        experts: await registerExperts(prisma, options.experts),
        // Their like have applied already, each under a key of the same form.
        take: (count) => applicants.lines.slice(0, count).map((line) => ({ ...line, key: `round-${line.key}` })),
      });
    },

    async close(): Promise<void> {
      await app.close();
      await Promise.all([settlement.down(), notification.down(), close(), connection.close()]);
      await rm(home.folder, { recursive: true });
    },
  };
}

/** What it holds in memory is this process's as well, and nothing about the app. */
function usedBy(app: CountingApp) {
  const nothing = { resident: [], heap: [] };
  return {
    used: async () => ({ statements: app.statements(), residentBytes: 0, heapBytes: 0 }),
    watch: () => async () => nothing,
  };
}

async function environmentAt(folder: string) {
  const home = homeAt(folder);
  const key = () => randomBytes(32).toString('base64');
  const [engine, settlement, notification] = await Promise.all([
    createDatabase('engine'),
    createDatabase('settlement'),
    createDatabase('notification'),
  ]);
  const { issuer, jwks } = await prepareIssuer(home.issuer);
  return {
    DATABASE_URL: engine,
    SETTLEMENT_DATABASE_URL: settlement,
    NOTIFICATION_DATABASE_URL: notification,
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: await createNamespace('bench'),
    SERVICE_TOKEN: key(),
    DATA_KEYS: `d1:${key()}`,
    LOOKUP_KEY: key(),
    PAYLOAD_KEYS: `p1:${key()}`,
    OIDC_ISSUER: issuer,
    OIDC_JWKS: jwks,
    PORT: '0',
    LOG_LEVEL: 'warn',
    POLICY_OVERLAYS: fromRoot('examples', 'overlays'),
    DOCUMENT_STORE: `disk:${home.documents}`,
  };
}
