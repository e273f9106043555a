import { z } from 'zod';
import { postgresUrl, processVariables, serviceToken } from '../../platform/config.ts';

/** What the settlement service reads from its environment. */
export const variables = z.object({
  ...processVariables(7301),
  SETTLEMENT_DATABASE_URL: postgresUrl.meta({ description: 'database of the settlement service' }),
  POLICY_OVERLAYS: z.string().optional().meta({ description: "folder or files of the operator's overlays" }),
  SERVICE_TOKEN: serviceToken.meta({
    description: 'secret of the engine, the current one first, an older one that still counts after a comma',
  }),
  PROVIDER_CREDENTIALS: z
    .string()
    .optional()
    .meta({ description: 'file of the credentials with which providers settle; absent: nobody does' }),
});
