import { Router, type RequestHandler } from 'express';
import { DomainError } from '../../domain/errors.ts';
import type { Mailbox } from './mailbox.ts';
import type { MessageStore } from './message-store.ts';
import { mailboxPage, slipPage, type MailboxEntry } from './pages.ts';

const shown = 200;

/** /mailbox, for whoever sits at this machine: what the embedded stack delivered. */
export function mailboxRouter(mailbox: Mailbox, store: MessageStore): Router {
  const router = Router();
  router.use('/mailbox', loopbackOnly);
  router.get('/mailbox', async (_request, response) => {
    const entries = [...(await mailbox.newest(shown)), ...(await slips(store))];
    const newestFirst = entries.toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime());
    response.type('html').send(mailboxPage(newestFirst.slice(0, shown)));
  });
  router.get('/mailbox/slips/:messageId', async (request, response) => {
    response.type('html').send(slipPage(await store.slipOf(request.params.messageId)));
  });
  return router;
}

async function slips(store: MessageStore): Promise<MailboxEntry[]> {
  const messages = await store.withSlips(shown);
  return messages.map(({ messageId, acceptedAt, body }) => ({
    channel: 'slip',
    to: body.recipient.name ?? '',
    subject: body.channels.slip!.title,
    link: `/mailbox/slips/${messageId}`,
    receivedAt: acceptedAt,
    reference: `${messageId}.slip`,
    arrivals: 1,
  }));
}

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

const loopbackOnly: RequestHandler = (request, _response, next) => {
  if (!loopback.has(request.socket.remoteAddress ?? '')) {
    throw new DomainError('NOT_PERMITTED', 'The mailbox is shown on the machine itself only.');
  }
  next();
};
