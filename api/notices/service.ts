import { z } from 'zod';
import type { JsonClient } from '../../platform/http-client.ts';

const reader = z.enum(['patient', 'agent']);
export type Reader = z.output<typeof reader>;

/** What became of a notice: what, to whom, why, when, how often tried; no texts, and contact data masked. */
export const noticeStatus = z
  .object({
    messageId: z.uuid(),
    template: z.string(),
    templateVersion: z.string().nullable(),
    purpose: z.string(),
    required: z.boolean().describe('A rule demands that it arrives'),
    recipient: z.object({
      role: reader,
      name: z.string().nullable(),
      phone: z.string().nullable(),
      email: z.string().nullable(),
    }),
    acceptedAt: z.iso.datetime(),
    unreachedSince: z.iso.datetime().nullable().describe('Nothing is left to be tried: a person has to bring it'),
    settled: z.object({ as: z.enum(['handedOver', 'notReachable']), at: z.iso.datetime() }).nullable(),
    deliveries: z.array(
      z.object({
        channel: z.string(),
        state: z.string(),
        reportedAt: z.iso.datetime().nullable(),
        attempts: z.array(
          z.object({
            number: z.int(),
            beganAt: z.iso.datetime(),
            outcome: z.string().nullable(),
            detail: z.string().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'NoticeStatus' });

export const inboxMessage = z
  .object({
    messageId: z.uuid(),
    template: z.string(),
    title: z.string(),
    body: z.array(z.string()),
    acceptedAt: z.iso.datetime(),
    readAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'InboxMessage' });

export const templateVersion = z
  .object({ version: z.string(), since: z.iso.datetime().describe('When it was first used') })
  .meta({ id: 'NoticeTemplateVersion' });

export const templateWording = templateVersion
  .extend({ sentences: z.record(z.string(), z.record(z.string(), z.string())).describe('By language and key') })
  .meta({ id: 'NoticeTemplateWording' });

export const noticeChannel = z.enum(['sms', 'email']);

export type NoticeService = ReturnType<typeof createNoticeService>;

/** The notification service as people meet it through this API. */
export function createNoticeService(client: JsonClient) {
  const inCase = (caseId: string, role: Reader) => `caseRef=${caseId}&role=${role}`;
  return {
    async ofCase(caseId: string) {
      return (
        await client.request('GET', `/v1/messages?caseRef=${caseId}`, z.object({ messages: z.array(noticeStatus) }))
      ).messages;
    },

    letter: (messageId: string) => client.download(`/v1/messages/${messageId}/slip`),

    async inbox(caseId: string, role: Reader) {
      return (
        await client.request('GET', `/v1/inbox?${inCase(caseId, role)}`, z.object({ messages: z.array(inboxMessage) }))
      ).messages;
    },

    async read(caseId: string, role: Reader, messageId: string): Promise<void> {
      await client.request('PUT', `/v1/inbox/${messageId}/reading?${inCase(caseId, role)}`, z.undefined());
    },

    async versionsOf(template: string) {
      return (
        await client.request(
          'GET',
          `/v1/templates/${template}/versions`,
          z.object({ versions: z.array(templateVersion) }),
        )
      ).versions;
    },

    wordingOf: (template: string, version: string) =>
      client.request('GET', `/v1/templates/${template}/versions/${version}`, templateWording),

    /** @param channel null: both at once, as it is for everybody who has said nothing. */
    async prefer(personId: string, channel: z.output<typeof noticeChannel> | null): Promise<void> {
      const path = `/v1/preferences/${personId}`;
      await (channel
        ? client.request('PUT', path, z.object({}), { channel })
        : client.request('DELETE', path, z.undefined()));
    },
  };
}
