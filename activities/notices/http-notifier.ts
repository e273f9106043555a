import { isDomainError } from '../../domain/errors.ts';
import type { Template } from '../../domain/notices/templates.ts';
import type { JsonClient, RequestOf } from '../../platform/http-client.ts';
import type { Wording } from '../../platform/texts.ts';
import { Accepted, MessageStatus, type MessageRequest } from '../../services/notification/contract/messages.ts';
import { TemplateVersion, type TemplateWording } from '../../services/notification/contract/templates.ts';
import type { Notifier } from './port.ts';

/** @param wordingOf which wording of a template is in force. */
export function createHttpNotifier(client: JsonClient, wordingOf: (template: Template) => Wording): Notifier {
  const kept = new Map<string, Promise<unknown>>();

  /** Before its first message, so that what a version says can be looked up as long as messages name it. */
  function keep(template: Template, { version, sentences }: Wording): Promise<unknown> {
    const path = `/v1/templates/${template}/versions/${version}`;
    const before = kept.get(path);
    if (before) return before;
    const wording: RequestOf<typeof TemplateWording> = { sentences };
    const keeping = client.request('PUT', path, TemplateVersion, wording);
    kept.set(path, keeping);
    keeping.catch(() => kept.delete(path));
    return keeping;
  }

  return {
    async accept(key, message) {
      const wording = wordingOf(message.template);
      await keep(message.template, wording);
      const path = `/v1/messages/${encodeURIComponent(key)}`;
      const request: RequestOf<typeof MessageRequest> = { ...message, templateVersion: wording.version };
      const { messageId, acceptedAt } = await client
        .request('PUT', path, Accepted, request)
        .catch(async (error: unknown) => {
          if (!isDomainError(error) || error.code !== 'IDEMPOTENCY_CONFLICT') throw error;
          // The same notice in other words, for we died after it was accepted and came back as another version: the
          // first stands.
          const before = await client.request('GET', path, MessageStatus);
          if (before.template !== message.template) throw error;
          return before;
        });
      return { messageId, acceptedAt: new Date(acceptedAt) };
    },
  };
}
