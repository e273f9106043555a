import { z } from 'zod';
import type { NoticeDesk } from './desk.ts';
import { inboxMessage, noticeStatus } from './service.ts';
import { disclosingAlways } from '../http/disclosing.ts';
import { route } from '../http/route.ts';
import { PreferredChannel } from '../../services/notification/contract/inbox.ts';

interface Dependencies {
  desk: NoticeDesk;
}

const params = z.object({ id: z.uuid() });
const ofMessage = params.extend({ messageId: z.uuid() });

/** 告知 */
export function noticeRoutes({ desk }: Dependencies) {
  return [
    route({
      method: 'get',
      path: '/v1/applications/{id}/notices',
      operationId: 'listNotices',
      summary: 'What became of the notices 告知 of a case: what, to whom, why, when, how often tried',
      tags: ['notices'],
      access: 'readNotices',
      discloses: disclosingAlways('course'),
      params,
      replies: {
        200: {
          description: 'Oldest first',
          schema: z.object({ notices: z.array(noticeStatus) }).meta({ id: 'Notices' }),
        },
      },
      handle: async ({ params: { id }, caller }) => ({ status: 200, body: { notices: await desk.ofCase(id, caller) } }),
    }),

    route({
      method: 'get',
      path: '/v1/applications/{id}/notices/{messageId}/letter',
      operationId: 'printNotice',
      summary: 'A notice as a letter 告知单 with its envelope, to print and hand over',
      tags: ['notices'],
      access: 'printNotice',
      discloses: disclosingAlways('identity', 'notice'),
      params: ofMessage,
      replies: { 200: { description: 'The letter', mediaType: 'application/pdf' } },
      async handle({ params: { id, messageId }, caller }) {
        const headers = { 'X-Content-Type-Options': 'nosniff' };
        return { status: 200, headers, body: await desk.letter(id, messageId, caller) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/applications/{id}/messages',
      operationId: 'readMessages',
      summary: 'The notices that patient or agent may read here, newest first',
      tags: ['notices'],
      access: 'readMessages',
      discloses: disclosingAlways('notice'),
      params,
      replies: {
        200: {
          description: 'With their texts',
          schema: z.object({ messages: z.array(inboxMessage) }).meta({ id: 'Inbox' }),
        },
      },
      handle: async ({ params: { id }, caller }) => ({ status: 200, body: { messages: await desk.inbox(id, caller) } }),
    }),

    route({
      method: 'put',
      path: '/v1/applications/{id}/messages/{messageId}/reading',
      operationId: 'markMessageRead',
      summary: 'Patient or agent has read a message: the notice has arrived',
      tags: ['notices'],
      access: 'readMessages',
      discloses: 'nothing',
      params: ofMessage,
      replies: { 204: { description: 'Read, now or before' } },
      async handle({ params: { id, messageId }, caller }) {
        await desk.read(id, messageId, caller);
        return { status: 204 };
      },
    }),

    route({
      method: 'put',
      path: '/v1/applications/{id}/notice-channel',
      operationId: 'chooseNoticeChannel',
      summary: 'Which of SMS and e-mail the patient would rather have; the other waits until it has failed',
      description: 'Counts for every application of this person. Letters are printed whatever is chosen.',
      tags: ['notices'],
      access: 'chooseNoticeChannel',
      discloses: 'nothing',
      params,
      body: z
        .strictObject({ channel: PreferredChannel.nullable().describe('null: both at once') })
        .meta({ id: 'NoticeChannel' }),
      replies: { 204: { description: 'Counts for the notices that follow' } },
      async handle({ params: { id }, body: { channel }, caller }) {
        await desk.prefer(id, channel, caller);
        return { status: 204 };
      },
    }),
  ];
}
