import { z } from 'zod';
import { templates } from '../../domain/notices/templates.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import type { Undelivered } from './undeliverable-activities.ts';

const page = z.object({
  messages: z.array(
    z.object({
      messageId: z.uuid(),
      key: z.string(),
      caseRef: z.string(),
      template: z.enum(templates),
      role: z.enum(['patient', 'agent']),
    }),
  ),
  next: z.string().nullable(),
});

export function createHttpUndelivered(client: JsonClient): Undelivered {
  return {
    async list(after) {
      const { messages, next } = await client.request(
        'GET',
        `/v1/unreached${after ? `?after=${encodeURIComponent(after)}` : ''}`,
        page,
      );
      const notices = messages.map(({ caseRef, ...message }) => ({ caseId: caseRef, ...message }));
      return next === null ? { notices } : { notices, next };
    },

    async settle(key, as, at) {
      const body = { as, at: at.toISOString() };
      await client.request('PUT', `/v1/messages/${encodeURIComponent(key)}/settlement`, z.object({}), body);
    },
  };
}
