import { z } from 'zod';
import type { JsonClient } from '../../platform/http-client.ts';
import type { Notifier } from '../ports.ts';

const acceptance = z.object({ messageId: z.string(), acceptedAt: z.iso.datetime() });

export function createHttpNotifier(client: JsonClient): Notifier {
  return {
    async accept(key, message) {
      const { messageId, acceptedAt } = await client.request('PUT', `/v1/messages/${encodeURIComponent(key)}`, acceptance, message);
      return { messageId, acceptedAt: new Date(acceptedAt) };
    },
  };
}
