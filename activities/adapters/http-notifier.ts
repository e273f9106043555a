import { z } from 'zod';
import { isDomainError } from '../../domain/errors.ts';
import type { Template } from '../../domain/notices/templates.ts';
import type { JsonClient } from '../../platform/http-client.ts';
import type { Notifier } from '../ports.ts';

const acceptance = z.object({ messageId: z.string(), acceptedAt: z.iso.datetime() });
const acceptedBefore = acceptance.extend({ template: z.string() });

/** @param versionOf which wording of a template is in force. */
export function createHttpNotifier(client: JsonClient, versionOf: (template: Template) => string): Notifier {
  return {
    async accept(key, message) {
      const path = `/v1/messages/${encodeURIComponent(key)}`;
      const { messageId, acceptedAt } = await client
        .request('PUT', path, acceptance, { ...message, templateVersion: versionOf(message.template) })
        .catch(async (error: unknown) => {
          if (!isDomainError(error) || error.code !== 'IDEMPOTENCY_CONFLICT') throw error;
          // The same notice in other words, for we died after it was accepted and came back as another version: the first stands.
          const before = await client.request('GET', path, acceptedBefore);
          if (before.template !== message.template) throw error;
          return before;
        });
      return { messageId, acceptedAt: new Date(acceptedAt) };
    },
  };
}
