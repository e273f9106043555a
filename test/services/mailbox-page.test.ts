import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import express from 'express';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Letters } from '../../services/notification/letters.ts';
import type { Mailbox } from '../../services/notification/mailbox.ts';
import { mailboxRouter } from '../../services/notification/mailbox-router.ts';
import type { MessageStore } from '../../services/notification/message-store.ts';
import { problems } from '../../platform/http/problem.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';

const received = Array.from({ length: 501 }, (_, index) => ({
  channel: 'sms',
  to: '19900000001',
  text: '短信',
  reference: `sms-${501 - index}`,
  arrivals: 1,
  receivedAt: new Date(Date.UTC(2026, 0, 1) - index * 1_000),
}));
const mailbox = { newest: async (limit: number) => received.slice(0, limit) } as Mailbox;
const store = { newestToRead: async (_limit: number) => [] } as unknown as MessageStore;

let serving: Serving;

beforeAll(async () => {
  const app = express()
    .use(mailboxRouter(mailbox, store, {} as Letters))
    .use(problems(pino({ level: 'silent' })));
  serving = await serve({ app, host: '127.0.0.1', port: 0, log: pino({ level: 'silent' }) });
});

afterAll(() => serving.close());

it.each([
  ['of this machine', {}, 200],
  ['by its name', { host: 'localhost:7302' }, 200],
  ['by a name that was pointed here', { host: 'rebound.attacker.example' }, 403],
  ['by a name that only begins like it', { host: 'localhost.attacker.example:7302' }, 403],
  ['for somebody behind a proxy', { 'x-forwarded-for': '203.0.113.7' }, 403],
])('whoever asks %s', async (_, headers, status) => {
  const { port } = new URL(serving.url);
  const [answer] = (await once(request({ port, host: '127.0.0.1', path: '/mailbox', headers }).end(), 'response')) as [
    IncomingMessage,
  ];
  answer.resume();
  expect(answer.statusCode).toBe(status);
});

/** As a browser reads it: any white space is one space. */
const page = async (path: string) => (await (await fetch(serving.url + path)).text()).replaceAll(/\s+/g, ' ');
const references = (text: string) => [...text.matchAll(/data-reference="([^"]+)"/g)].map(([, reference]) => reference);

it('what does not fit on a page of the mailbox is on the next, to which it leads', async () => {
  const [first, second] = [await page('/mailbox'), await page('/mailbox?page=2')];
  expect(references(first)).toHaveLength(500);
  expect(first).toContain('<a href="/mailbox?page=2">Older</a>');
  expect(references(second)).toEqual(['sms-1']);
  expect(second).toContain('<a href="/mailbox?page=1">Newer</a> Page 2, the last');
});

it.each(['0', 'two', '99999999999'])('there is no page %s, so the first is shown', async (number) => {
  expect(references(await page(`/mailbox?page=${number}`))[0]).toBe('sms-501');
});
