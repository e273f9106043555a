import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PrismaClient } from '../../generated/notification/client.ts';
import { systemClock, type Clock } from '../../platform/clock.ts';
import {
  httpUrl,
  keyRing,
  port,
  postgresUrl,
  processVariables,
  serviceToken,
  sharedSecret,
} from '../../platform/config.ts';
import { connect } from '../../platform/database.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { sealer } from '../../platform/sealing.ts';
import { createNotificationApp } from './app.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { startDispatcher } from './dispatcher.ts';
import { createInbox } from './inbox.ts';
import { createMailbox } from './mailbox.ts';
import { createMessageStore } from './message-store.ts';
import { createPreferences } from './preferences.ts';
import { startProviders } from './providers.ts';
import { createReceipts } from './receipts.ts';
import { createSilence } from './silence.ts';
import { Faults } from './sms-simulator.ts';
import { createTemplateVersions } from './template-versions.ts';

export const variables = z.object({
  ...processVariables(7302),
  NOTIFICATION_DATABASE_URL: postgresUrl.meta({ description: 'database of the notification service' }),
  SERVICE_TOKEN: serviceToken.meta({
    description: 'secret of the engine, the current one first, an older one that still counts after a comma',
  }),
  DATA_KEYS: keyRing.meta({ description: 'keys under which contact data and texts are encrypted' }),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .meta({ description: 'e-mail relay; absent: a sink here' }),
  SMTP_SINK_PORT: port.default(7325),
  MAIL_FROM: z.email().default('noreply@manteban.example'),
  SMS_GATEWAY_URL: httpUrl.optional().meta({ description: 'SMS gateway; absent: a simulator here' }),
  SMS_RECEIPT_TOKEN: sharedSecret
    .optional()
    .meta({ description: 'with which the SMS gateway reports; absent: nobody may' }),
  PUBLIC_URL: httpUrl.optional().meta({ description: 'where people reach /verify; absent: the address it listens at' }),
  SMS_SILENCE_HOURS: z.coerce
    .number()
    .min(1)
    .max(720)
    .default(48)
    .meta({ description: 'how long the SMS gateway may be silent about a message that has to arrive' }),
  SMS_SIMULATOR_FAULTS: Faults.default([]),
  SMS_SIMULATOR_SEED: z.coerce.number().int().default(1),
  DELIVERY: z.enum(['on', 'off']).default('on'),
});

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
    mailbox: simulated ? mailbox : undefined,
    readiness: { database: database.ping },
    log,
    metrics,
    secrets,
  });
  const closers = [async () => dispatcher?.stop(), providers.close, database.close];
  const serving = await serve({ app, host: config.HOST, port: config.PORT, log, closers });
  ownUrl = serving.url;
  return serving;
}

function providerOptions(config: z.output<typeof variables>, token: string, ownUrl: () => string) {
  return {
    smtpUrl: config.SMTP_URL,
    sinkPort: config.SMTP_SINK_PORT,
    from: config.MAIL_FROM,
    gatewayUrl: config.SMS_GATEWAY_URL,
    misbehaviour: { faults: config.SMS_SIMULATOR_FAULTS, seed: config.SMS_SIMULATOR_SEED },
    receipts: { url: () => `${ownUrl()}/v1/receipts/sms`, token },
  };
}
