import { z } from 'zod';
import type { JsonClient, RequestOf } from '../../platform/http-client.ts';
import { Inbox, InboxMessage, Preference, type PreferredChannel } from '../../services/notification/contract/inbox.ts';
import { MessageStatus } from '../../services/notification/contract/messages.ts';
import {
  TemplateVersion,
  TemplateVersionList,
  TemplateVersionMark,
} from '../../services/notification/contract/templates.ts';
import type { Role } from '../../services/notification/contract/values.ts';

const { key: _key, caseRef: _caseRef, ...told } = MessageStatus.shape;

/** What people are told of a notice: all but the names under which the engine sent it. */
export const noticeStatus = z.object(told).meta({ id: 'NoticeStatus' });

export const inboxMessage = z.object(InboxMessage.shape).meta({ id: 'InboxMessage' });

export const templateVersion = z.object(TemplateVersionMark.shape).meta({ id: 'NoticeTemplateVersion' });

export const templateWording = z.object(TemplateVersion.shape).meta({ id: 'NoticeTemplateWording' });

export type NoticeService = ReturnType<typeof createNoticeService>;

/** The notification service as people meet it through this API. */
export function createNoticeService(client: JsonClient) {
  const inCase = (caseId: string, role: Role) => `caseRef=${caseId}&role=${role}`;
  const notices = z.object({ messages: z.array(noticeStatus) });
  return {
    async ofCase(caseId: string) {
      return (await client.request('GET', `/v1/messages?caseRef=${caseId}`, notices)).messages;
    },

    letter: (messageId: string) => client.download(`/v1/messages/${messageId}/slip`),

    async inbox(caseId: string, role: Role) {
      return (await client.request('GET', `/v1/inbox?${inCase(caseId, role)}`, Inbox)).messages;
    },

    async read(caseId: string, role: Role, messageId: string): Promise<void> {
      await client.request('PUT', `/v1/inbox/${messageId}/reading?${inCase(caseId, role)}`, z.undefined());
    },

    async versionsOf(template: string) {
      return (await client.request('GET', `/v1/templates/${template}/versions`, TemplateVersionList)).versions;
    },

    wordingOf: (template: string, version: string) =>
      client.request('GET', `/v1/templates/${template}/versions/${version}`, TemplateVersion),

    /** @param channel null: both at once, as it is for everybody who has said nothing. */
    async prefer(personId: string, channel: PreferredChannel | null): Promise<void> {
      const path = `/v1/preferences/${personId}`;
      if (channel === null) return client.request('DELETE', path, z.undefined());
      const chosen: RequestOf<typeof Preference> = { channel };
      await client.request('PUT', path, Preference, chosen);
    },
  };
}
