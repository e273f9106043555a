import type { Counter } from 'prom-client';
import { declareRoutes } from '../../platform/http/route.ts';
import { Accepted, ByCase, MessageList, MessageParams, MessageRequest, MessageStatus } from './contract/messages.ts';
import { KeyParams } from './contract/values.ts';
import type { Letters } from './letters.ts';
import type { MessageStore } from './message-store.ts';
import type { Caller, Operation } from './permissions.ts';
import { statusOf } from './status.ts';

export const route = declareRoutes<Operation, Caller>();

interface RouteParts {
  store: MessageStore;
  letters: Letters;
  /** Told that something may be due. */
  wake: () => void;
  accepted: Counter;
}

export function messageRoutes({ store, letters, wake, accepted }: RouteParts) {
  const acceptMessage = route({
    method: 'put',
    path: '/v1/messages/{key}',
    operationId: 'acceptMessage',
    access: 'acceptMessage',
    summary: 'Accept a message, once, and deliver it by the channels asked for',
    description: 'The answer means that the message is durable; delivery goes on beside it.',
    tags: ['messages'],
    params: KeyParams,
    body: MessageRequest,
    replies: {
      200: { description: 'It was accepted under this key before', schema: Accepted },
      202: { description: 'Accepted', schema: Accepted },
    },
    async handle({ params, body }) {
      const { fresh, messageId, acceptedAt, deliveries } = await store.accept(params.key, body);
      if (fresh) {
        accepted.inc();
        wake();
      }
      const states = deliveries.map(({ channel, state }) => ({ channel, state }));
      return {
        status: fresh ? 202 : 200,
        body: { messageId, acceptedAt: acceptedAt.toISOString(), deliveries: states },
      };
    },
  });

  const getMessage = route({
    method: 'get',
    path: '/v1/messages/{key}',
    operationId: 'getMessage',
    access: 'getMessage',
    summary: 'What became of a message',
    tags: ['messages'],
    params: KeyParams,
    replies: { 200: { description: 'Its deliveries and their attempts', schema: MessageStatus } },
    handle: async ({ params }) => ({ status: 200, body: statusOf(await store.get(params.key)) }),
  });

  const listMessages = route({
    method: 'get',
    path: '/v1/messages',
    operationId: 'listMessages',
    access: 'listMessages',
    summary: 'The messages of a case, oldest first',
    tags: ['messages'],
    query: ByCase,
    replies: { 200: { description: 'Messages with their deliveries', schema: MessageList } },
    async handle({ query }) {
      return { status: 200, body: { messages: (await store.ofCase(query.caseRef)).map(statusOf) } };
    },
  });

  const printSlip = route({
    method: 'get',
    path: '/v1/messages/{messageId}/slip',
    operationId: 'printSlip',
    access: 'printSlip',
    summary: 'The slip 告知单 as a letter with its envelope, for printing',
    description: 'The same message gives the same bytes. A code on it lets anybody check that it is genuine.',
    tags: ['messages'],
    params: MessageParams,
    replies: { 200: { description: 'The envelope, then the letter', mediaType: 'application/pdf' } },
    handle: async ({ params }) => ({ status: 200, body: await letters.print(params.messageId) }),
  });

  return [acceptMessage, getMessage, listMessages, printSlip];
}
