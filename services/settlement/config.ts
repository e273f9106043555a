import { z } from 'zod';
import { postgresUrl, processVariables, serviceToken } from '../../platform/config.ts';

/** What the settlement service reads from its environment. */
export const variables = z.object({
  ...processVariables(7301),
  SETTLEMENT_DATABASE_URL: postgresUrl.meta({ description: 'database of the settlement service' }),
  POLICY_OVERLAYS: z.string().optional().meta({ description: "folder or files of the operator's overlays" }),
  SERVICE_TOKEN: serviceToken.meta({ description: 'secret shared with the engine' }),
});
