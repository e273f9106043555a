import { z } from 'zod';
import { pageQuery } from '../http/cursor.ts';
import { languageHeader } from '../../platform/http/language.ts';
import { disclosing } from '../http/disclosing.ts';
import { route } from '../http/route.ts';
import type { InboxReads } from './reads.ts';
import { inboxCount, inboxPage, inboxWish, nextEntry } from './shapes.ts';

const tags = ['inbox'];

/** A task that is taken tells what is open in its case; what else waits is only named. */
const ofNext = disclosing<z.input<typeof nextEntry>>(({ task }) =>
  task ? { tasks: [task.id], kinds: ['diagnosis'] } : undefined,
);

/** 待办: whatever waits for somebody, in one list. */
export function inboxRoutes(reads: InboxReads) {
  return [
    route({
      method: 'get',
      path: '/v1/inbox',
      operationId: 'listInbox',
      summary: 'All that waits for the caller or may be taken 待办: tasks, ballots, opinions, contacts',
      description: 'By priority, then deadline, or since when it waits where there is none.',
      tags,
      access: 'listInbox',
      discloses: 'nothing',
      headers: languageHeader,
      query: z.object({ ...inboxWish, ...pageQuery }),
      replies: { 200: { description: 'One page', schema: inboxPage } },
      async handle({ query: { cursor, limit, ...wish }, headers, caller }) {
        return { status: 200, body: await reads.list(wish, caller, limit, cursor, headers['accept-language']) };
      },
    }),

    route({
      method: 'get',
      path: '/v1/inbox/count',
      operationId: 'countInbox',
      summary: 'How many of each kind, exact to 10,000',
      tags,
      access: 'listInbox',
      discloses: 'nothing',
      query: z.object(inboxWish),
      replies: { 200: { description: 'The counts', schema: inboxCount } },
      async handle({ query, caller }) {
        return { status: 200, body: await reads.count(query, caller) };
      },
    }),

    route({
      method: 'post',
      path: '/v1/inbox/next',
      operationId: 'takeNext',
      summary: 'The first of it; a task that nobody has is claimed',
      description:
        'Tasks come from all queues of the caller, and callers at the same time get different ones. ' +
        'What is the caller’s own already stays the first until it is done. Nobody takes the next ' +
        'for a colleague.',
      tags,
      access: 'takeNext',
      discloses: ofNext,
      headers: languageHeader,
      body: z.strictObject(inboxWish).meta({ id: 'NextWish' }),
      replies: {
        200: { description: 'What is to be done, a task claimed', schema: nextEntry },
        204: { description: 'Nothing waits' },
      },
      async handle({ body, headers, ...call }) {
        const next = await reads.next(body, call, headers['accept-language']);
        return next === undefined ? { status: 204 } : { status: 200, body: next, isWritten: true };
      },
    }),
  ];
}
