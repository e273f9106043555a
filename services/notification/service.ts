import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { PrismaClient } from '../../generated/notification/client.ts';
import { systemClock, type Clock } from '../../platform/clock.ts';
import { authoritiesIn } from '../../platform/authorities.ts';
import { connect } from '../../platform/database.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { sealer } from '../../platform/sealing.ts';
import { createNotificationApp } from './app.ts';
import type { variables } from './config.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { startDispatcher } from './dispatcher.ts';
import { createInbox } from './inbox.ts';
import { isLoopback } from './mailbox-router.ts';
import { createMailbox } from './mailbox.ts';
import { createMessageStore } from './message-store.ts';
import { createPreferences } from './preferences.ts';
import { startProviders } from './providers.ts';
import { createReceipts } from './receipts.ts';
import { createSilence } from './silence.ts';
import { createTemplateVersions } from './template-versions.ts';

/** The whole service: HTTP, dispatcher, and the simulated providers for those that are not configured. */
export async function startNotification(
  config: z.output<typeof variables>,
  clock: Clock = systemClock,
): Promise<Serving> {
  const log = createLogger('notification', config.LOG_LEVEL);
  const metrics = createMetrics('notification');
  const database = connect(PrismaClient, config.NOTIFICATION_DATABASE_URL, { log });
  const seals = sealer(config.DATA_KEYS);
  const mailbox = createMailbox(database.prisma, seals, clock);
  // A port that the system chooses is known once it is served.
  let ownUrl = '';
  const secrets = {
    engine: config.SERVICE_TOKEN,
    gateway: config.SMS_RECEIPT_TOKEN ?? randomBytes(24).toString('base64url'),
  };
  const providers = await startProviders(
    providerOptions(config, secrets.gateway, () => ownUrl),
    mailbox,
    log,
  );
  const queue = createDeliveryQueue(database.pool, seals, clock, config.SMS_SILENCE_HOURS);
  const silence = createSilence(database.pool, clock);
  const { carriers, simulated } = providers;
  const dispatcher = config.DELIVERY === 'on' ? startDispatcher({ queue, silence, carriers, log, metrics }) : undefined;
  const app = createNotificationApp({
    store: createMessageStore(database, seals, clock),
    inbox: createInbox(database, seals, clock),
    preferences: createPreferences(database.prisma, clock),
    templates: createTemplateVersions(database.prisma, clock),
    takeReceipt: createReceipts(database.pool, clock),
    wake: () => dispatcher?.wake(),
    publicUrl: () => config.PUBLIC_URL?.replace(/\/$/, '') ?? ownUrl,
    // What was not sent is shown to nobody else: where others can reach this address, there is no page.
    mailbox: simulated && isLoopback(config.HOST) ? mailbox : undefined,
    readiness: { database: database.ping },
    log,
    metrics,
    secrets,
  });
  const closers = [async () => dispatcher?.stop(), providers.close, database.close];
  const served = { registry: metrics, host: config.METRICS_HOST, port: config.METRICS_PORT };
  const serving = await serve({ app, host: config.HOST, port: config.PORT, log, metrics: served, closers });
  ownUrl = serving.url;
  return serving;
}

function providerOptions(config: z.output<typeof variables>, token: string, ownUrl: () => string) {
  return {
    smtpUrl: config.SMTP_URL,
    sinkPort: config.SMTP_SINK_PORT,
    from: config.MAIL_FROM,
    gatewayUrl: config.SMS_GATEWAY_URL,
    authorities: authoritiesIn(config.TLS_CA),
    smtpTlsRequired: config.SMTP_TLS === 'required',
    misbehaviour: { faults: config.SMS_SIMULATOR_FAULTS, seed: config.SMS_SIMULATOR_SEED },
    receipts: { url: () => `${ownUrl()}/v1/receipts/sms`, token },
  };
}
