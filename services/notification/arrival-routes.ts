import type { Counter } from 'prom-client';
import { DomainError } from '../../domain/errors.ts';
import { Inbox as InboxShape, InboxQuery, Preference, PreferenceParams } from './contract/inbox.ts';
import { MessageParams, MessageStatus } from './contract/messages.ts';
import { Receipts, ReceiptsTaken } from './contract/receipts.ts';
import { Settlement, UnreachedPage, UnreachedQuery } from './contract/unreached.ts';
import { KeyParams } from './contract/values.ts';
import type { Inbox } from './inbox.ts';
import type { MessageStore, Place } from './message-store.ts';
import type { Preferences } from './preferences.ts';
import type { TakeReceipt } from './receipts.ts';
import { route } from './routes.ts';
import { statusOf } from './status.ts';

interface RouteParts {
  store: MessageStore;
  inbox: Inbox;
  preferences: Preferences;
  takeReceipt: TakeReceipt;
  /** Told that something may be due. */
  wake: () => void;
  receipts: Counter<'status' | 'late'>;
}

/** Whether and how messages arrive, after they were accepted. */
export function arrivalRoutes({ store, inbox, preferences, takeReceipt, wake, receipts: counter }: RouteParts) {
  const reportReceipts = route({
    method: 'post',
    path: '/v1/receipts/sms',
    operationId: 'reportReceipts',
    access: 'reportReceipts',
    summary: 'What the SMS gateway learned of messages that it has taken',
    description:
      'In any order, late, and as often as it likes: an arrival stands, a failure unless an arrival is reported.',
    tags: ['receipts'],
    body: Receipts,
    replies: { 200: { description: 'Recorded; how much of it told anything', schema: ReceiptsTaken } },
    async handle({ body }) {
      const counts = { taken: 0, known: 0, unknown: 0 };
      for (const receipt of body.receipts) {
        const { told, late } = await takeReceipt(receipt);
        counts[told] += 1;
        if (told === 'taken') counter.inc({ status: receipt.status, late: String(late) });
      }
      if (counts.taken > 0) wake();
      return { status: 200, body: counts };
    },
  });

  const listUnreached = route({
    method: 'get',
    path: '/v1/unreached',
    operationId: 'listUnreached',
    access: 'listUnreached',
    summary: 'Messages that a rule demands and no channel could bring, the longest waiting first',
    tags: ['messages'],
    query: UnreachedQuery,
    replies: { 200: { description: 'A page of them', schema: UnreachedPage } },
    async handle({ query: { after, limit } }) {
      const rows = await store.unreached(limit, after === undefined ? undefined : placeIn(after));
      const messages = rows.map(({ unreachedSince, ...row }) => ({
        ...row,
        unreachedSince: unreachedSince.toISOString(),
      }));
      const last = messages.length === limit ? messages.at(-1) : undefined;
      return { status: 200, body: { messages, next: last ? `${last.unreachedSince}/${last.messageId}` : null } };
    },
  });

  const settleMessage = route({
    method: 'put',
    path: '/v1/messages/{key}/settlement',
    operationId: 'settleMessage',
    access: 'settleMessage',
    summary: 'What a person made of a message that no channel could bring; the same again is the same answer',
    tags: ['messages'],
    params: KeyParams,
    body: Settlement,
    replies: { 200: { description: 'Settled, by this call or before', schema: MessageStatus } },
    handle: async ({ params, body }) => ({
      status: 200,
      body: statusOf(await store.settle(params.key, body.as, new Date(body.at))),
    }),
  });

  const readInbox = route({
    method: 'get',
    path: '/v1/inbox',
    operationId: 'readInbox',
    access: 'readInbox',
    summary: 'In-app messages to the patient or the agent of a case, newest first',
    tags: ['inbox'],
    query: InboxQuery,
    replies: { 200: { description: 'With their texts', schema: InboxShape } },
    async handle({ query }) {
      const messages = (await inbox.of(query)).map(({ acceptedAt, readAt, ...message }) => ({
        ...message,
        acceptedAt: acceptedAt.toISOString(),
        readAt: readAt?.toISOString() ?? null,
      }));
      return { status: 200, body: { messages } };
    },
  });

  const markRead = route({
    method: 'put',
    path: '/v1/inbox/{messageId}/reading',
    operationId: 'markRead',
    access: 'markRead',
    summary: 'The patient or the agent has read a message; it has arrived',
    tags: ['inbox'],
    params: MessageParams,
    query: InboxQuery,
    replies: { 204: { description: 'Read, now or before' } },
    async handle({ params, query }) {
      await inbox.read(params.messageId, query);
      return { status: 204 };
    },
  });

  const choosePreference = route({
    method: 'put',
    path: '/v1/preferences/{recipientRef}',
    operationId: 'choosePreference',
    access: 'choosePreference',
    summary: 'Which of SMS and e-mail a recipient would rather have; the other waits until it has failed',
    tags: ['preferences'],
    params: PreferenceParams,
    body: Preference,
    replies: { 200: { description: 'Counts for every message from now on', schema: Preference } },
    async handle({ params, body }) {
      await preferences.choose(params.recipientRef, body);
      return { status: 200, body };
    },
  });

  const forgetPreference = route({
    method: 'delete',
    path: '/v1/preferences/{recipientRef}',
    operationId: 'forgetPreference',
    access: 'forgetPreference',
    summary: 'A recipient has no preference any more: SMS and e-mail go out together',
    tags: ['preferences'],
    params: PreferenceParams,
    replies: { 204: { description: 'There is none' } },
    async handle({ params }) {
      await preferences.forget(params.recipientRef);
      return { status: 204 };
    },
  });

  return [reportReceipts, listUnreached, settleMessage, readInbox, markRead, choosePreference, forgetPreference];
}

function placeIn(cursor: string): Place {
  const [since = '', id = ''] = cursor.split('/');
  const place = { since: new Date(since), id };
  if (Number.isNaN(place.since.getTime()) || !/^[\da-f-]{36}$/.test(id)) {
    throw new DomainError('CURSOR_INVALID', 'Take the cursor from the page before.');
  }
  return place;
}
