import type { z } from 'zod';
import { PrismaClient } from '../../generated/settlement/client.ts';
import { systemClock, type Clock } from '../../platform/clock.ts';
import { connect } from '../../platform/database.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { watchProviders } from '../../platform/provider-credentials.ts';
import { createSettlementApp } from './app.ts';
import type { variables } from './config.ts';
import { readPolicies } from './policies.ts';

/** The whole service. */
export async function startSettlement(
  config: z.output<typeof variables>,
  clock: Clock = systemClock,
  /** Folder of the packs; the project's own, unless given. */
  packs?: string,
): Promise<Serving> {
  const log = createLogger('settlement', config.LOG_LEVEL);
  const database = connect(PrismaClient, config.SETTLEMENT_DATABASE_URL, { log });
  const policies = readPolicies(config.POLICY_OVERLAYS, packs);
  const metrics = createMetrics('settlement');
  const { SERVICE_TOKEN: serviceToken, PROVIDER_CREDENTIALS: file } = config;
  const providers = file === undefined ? () => [] : watchProviders(file, log);
  const parts = { database, clock, log, metrics, policies, serviceToken, providers };
  return serve({
    app: createSettlementApp(parts),
    host: config.HOST,
    port: config.PORT,
    log,
    metrics: { registry: metrics, host: config.METRICS_HOST, port: config.METRICS_PORT },
    closers: [database.close],
  });
}
