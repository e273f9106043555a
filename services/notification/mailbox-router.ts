import { Router, type RequestHandler } from 'express';
import { DomainError } from '../../domain/errors.ts';
import type { Letters } from './letters.ts';
import type { Mailbox } from './mailbox.ts';
import type { MessageStore } from './message-store.ts';
import { mailboxPage, type MailboxEntry } from './mailbox-page.ts';

const shown = 500;

/** /mailbox, for whoever sits at this machine: what the embedded stack delivered. */
export function mailboxRouter(mailbox: Mailbox, store: MessageStore, letters: Letters): Router {
  const router = Router();
  router.use('/mailbox', loopbackOnly);
  router.get('/mailbox', async (_request, response) => {
    const entries = [...(await mailbox.newest(shown)), ...(await toRead(store))];
    const newestFirst = entries.toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime());
    response.type('html').send(mailboxPage(newestFirst.slice(0, shown)));
  });
  router.get('/mailbox/slips/:messageId', async (request, response) => {
    response.type('pdf').send(await letters.print(request.params.messageId));
  });
  return router;
}

async function toRead(store: MessageStore): Promise<MailboxEntry[]> {
  const messages = await store.newestToRead(shown);
  return messages.flatMap(({ messageId, acceptedAt, deliveries, body: { recipient, channels } }) => {
    const common = { to: recipient.name ?? '', receivedAt: acceptedAt, arrivals: 1 };
    const isOut = (channel: string) => deliveries.some((delivery) => delivery.channel === channel && delivery.state !== 'waiting');
    const { slip, inApp } = channels;
    return [
      ...(slip && isOut('slip') ? [{ ...common, ...textOf('slip', messageId, slip), link: `/mailbox/slips/${messageId}` }] : []),
      ...(inApp ? [{ ...common, ...textOf('inApp', messageId, inApp) }] : []),
    ];
  });
}

function textOf(channel: string, messageId: string, { title, body }: { title: string; body: readonly string[] }) {
  return { channel, subject: title, text: body.join('\n'), reference: `${messageId}.${channel}` };
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

const loopbackOnly: RequestHandler = (request, _response, next) => {
  if (!loopback.has(request.socket.remoteAddress ?? '')) {
    throw new DomainError('NOT_PERMITTED', 'The mailbox is shown on the machine itself only.');
  }
  next();
};
