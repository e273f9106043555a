import { z } from 'zod';
import {
  httpUrl,
  keyRing,
  postgresUrl,
  processVariables,
  secretKey,
  serviceToken,
  temporalVariables,
} from '../platform/config.ts';
import { taskLimits } from './task-limits.ts';
import { documentLocation } from '../platform/documents/location.ts';

/** Everything the app reads from its environment, once, at its start. */
export const appConfig = z.object({
  ...processVariables(7300),
  ROLE: z.enum(['all', 'api', 'worker']).default('all').meta({ description: 'what this process does' }),
  DATABASE_URL: postgresUrl,
  ...temporalVariables,
  TEMPORAL_UI_URL: httpUrl.optional().meta({ description: 'its origin may use the codec endpoint' }),
  SETTLEMENT_URL: httpUrl,
  NOTIFICATION_URL: httpUrl,
  SERVICE_TOKEN: serviceToken,
  OIDC_ISSUER: z.string().min(1).meta({ description: 'issuer of the bearer tokens' }),
  OIDC_AUDIENCE: z.string().default('manteban'),
  OIDC_JWKS: z.string().optional().meta({ description: "file or URL of the issuer's key set" }),
  OIDC_LONGEST_HOURS: z.coerce
    .number()
    .min(0.01)
    .max(24)
    .default(12)
    .meta({ description: 'for so long at most a token may be valid from its issue' }),
  OIDC_IDENTITY_CLAIM: z.string().default('id_number').meta({ description: "claim with the bearer's identity number" }),
  OIDC_NAME_CLAIM: z.string().default('name').meta({ description: 'claim with their name' }),
  OIDC_LEVEL_CLAIM: z.string().default('acr').meta({ description: 'claim that says how well both were verified' }),
  OIDC_IDENTITY_LEVELS: z
    .string()
    .default('')
    .transform((levels) => levels.split(',').flatMap((level) => level.trim() || []))
    .meta({ description: 'levels that prove who somebody is, with commas between; none = no token does' }),
  DATA_KEYS: keyRing.meta({ description: 'encrypts personal data in the database' }),
  LOOKUP_KEY: secretKey.meta({ description: 'keyed hash by which a person is found' }),
  PAYLOAD_KEYS: keyRing.meta({ description: 'encrypts what goes to the Temporal server' }),
  CODEC_TOKEN: z
    .string()
    .min(16)
    .optional()
    .meta({ description: 'opens the codec endpoint for Temporal UI; absent = closed' }),
  POLICY_OVERLAYS: z.string().optional().meta({ description: "folder or files of the operator's overlays" }),
  DOCUMENT_STORE: documentLocation,
  TASK_LIMITS: taskLimits,
});

export type AppConfig = z.output<typeof appConfig>;
