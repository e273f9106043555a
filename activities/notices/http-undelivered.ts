import { z } from 'zod';
import { templates } from '../../domain/notices/templates.ts';
import type { JsonClient, RequestOf } from '../../platform/http-client.ts';
import { MessageStatus } from '../../services/notification/contract/messages.ts';
import { UnreachedMessage, UnreachedPage, type Settlement } from '../../services/notification/contract/unreached.ts';
import type { Undelivered } from './undeliverable-activities.ts';

/** All that the engine sends it has a template for. */
const Notices = UnreachedPage.extend({ messages: z.array(UnreachedMessage.extend({ template: z.enum(templates) })) });

export function createHttpUndelivered(client: JsonClient): Undelivered {
  return {
    async list(after) {
      const query = after ? `?after=${encodeURIComponent(after)}` : '';
      const { messages, next } = await client.request('GET', `/v1/unreached${query}`, Notices);
      const notices = messages.map(({ messageId, key, caseRef, template, role }) => ({
        messageId,
        key,
        caseId: caseRef,
        template,
        role,
      }));
      return next === null ? { notices } : { notices, next };
    },

    async settle(key, as, at) {
      const body: RequestOf<typeof Settlement> = { as, at: at.toISOString() };
      await client.request('PUT', `/v1/messages/${encodeURIComponent(key)}/settlement`, MessageStatus, body);
    },
  };
}
