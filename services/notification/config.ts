import { z } from 'zod';
import {
  httpUrl,
  securedUrl,
  keyRing,
  port,
  postgresUrl,
  processVariables,
  serviceToken,
  sharedSecret,
} from '../../platform/config.ts';
import { Faults } from './sms-faults.ts';

/** What the notification service reads from its environment. */
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
  SMTP_TLS: z
    .enum(['required', 'off'])
    .default('required')
    .meta({ description: 'required: nothing goes to a relay without TLS whose certificate is verified' }),
  SMTP_SINK_PORT: port.default(7325),
  MAIL_FROM: z.email().default('noreply@manteban.example'),
  SMS_GATEWAY_URL: securedUrl.optional().meta({ description: 'SMS gateway; absent: a simulator here' }),
  TLS_CA: z
    .string()
    .optional()
    .meta({ description: 'file of an authority that relay and gateway are verified by, beside those of Node' }),
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
