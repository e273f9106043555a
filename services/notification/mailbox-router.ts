import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Letters } from './letters.ts';
import type { Mailbox } from './mailbox.ts';
import type { MessageStore } from './message-store.ts';
import { mailboxPage, type MailboxEntry } from './mailbox-page.ts';

const shown = 500;
const pageNumber = z.coerce.number().int().min(1).max(1_000).catch(1);

/** /mailbox, for whoever sits at this machine: what the embedded stack delivered. */
export function mailboxRouter(mailbox: Mailbox, store: MessageStore, letters: Letters): Router {
  const router = Router();
  router.use('/mailbox', loopbackOnly);
  router.get('/mailbox', async (request, response) => {
    const page = pageNumber.parse(request.query.page);
    const newest = page * shown + 1;
    const entries = [...(await mailbox.newest(newest)), ...(await toRead(store, newest))];
    const newestFirst = entries
      .toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime())
      .slice((page - 1) * shown, newest);
    response
      .type('html')
      .send(mailboxPage({ entries: newestFirst.slice(0, shown), page, older: newestFirst.length > shown }));
  });
  router.get('/mailbox/slips/:messageId', async (request, response) => {
    response.type('pdf').send(await letters.print(request.params.messageId));
  });
  return router;
}

async function toRead(store: MessageStore, newest: number): Promise<MailboxEntry[]> {
  const messages = await store.newestToRead(newest);
  return messages.flatMap(({ messageId, acceptedAt, deliveries, body: { recipient, channels } }) => {
    const common = { to: recipient.name ?? '', receivedAt: acceptedAt, arrivals: 1 };
    const isOut = (channel: string) =>
      deliveries.some((delivery) => delivery.channel === channel && delivery.state !== 'waiting');
    const { slip, inApp } = channels;
    return [
      ...(slip && isOut('slip')
        ? [{ ...common, ...textOf('slip', messageId, slip), link: `/mailbox/slips/${messageId}` }]
        : []),
      ...(inApp ? [{ ...common, ...textOf('inApp', messageId, inApp) }] : []),
    ];
  });
}

function textOf(channel: string, messageId: string, { title, body }: { title: string; body: readonly string[] }) {
  return { channel, subject: title, text: body.join('\n'), reference: `${messageId}.${channel}` };
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const names = new Set(['localhost', '127.0.0.1', '[::1]']);
const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * The connection comes from this machine, and not on behalf of another: neither through a proxy, nor by a name that a
 * page of the net has pointed here (DNS rebinding), which the browser then sends as Host.
 */
const loopbackOnly: RequestHandler = (request, response, next) => {
  const host = (request.get('host') ?? '').replace(/:\d+$/, '').toLowerCase();
  const isFromHere = loopback.has(request.socket.remoteAddress ?? '') && names.has(host);
  if (!isFromHere || forwarded.some((header) => request.get(header) !== undefined)) {
    throw new DomainError('NOT_PERMITTED', 'The mailbox is shown on the machine itself only.');
  }
  response.set('Cache-Control', 'no-store');
  next();
};

/** Whether who listens at this address listens to this machine alone. */
export function isLoopback(host: string): boolean {
  return loopback.has(host) || names.has(host);
}
