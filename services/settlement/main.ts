import { PrismaClient } from '../../generated/settlement/client.ts';
import { systemClock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { serve } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { runProcess } from '../../platform/process.ts';
import { createSettlementApp } from './app.ts';
import { variables } from './config.ts';

await runProcess(async () => {
  const config = readConfig(variables, process.env);
  const log = createLogger('settlement', config.LOG_LEVEL);
  const database = connect(PrismaClient, config.SETTLEMENT_DATABASE_URL, { log });
  const app = createSettlementApp({
    database,
    clock: systemClock,
    log,
    metrics: createMetrics('settlement'),
    serviceToken: config.SERVICE_TOKEN,
  });
  return serve({ app, host: config.HOST, port: config.PORT, log, closers: [database.close] });
});
