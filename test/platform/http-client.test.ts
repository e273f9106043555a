import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { createJsonClient, type JsonClient } from '../../platform/http-client.ts';
import { toProblem } from '../../platform/http/problem.ts';

const Answer = z.object({ filingNumber: z.string() });
let server: Server;
let client: JsonClient;
let reply: { status: number; body: unknown } | 'silence';
let received: string[];

beforeEach(async () => {
  received = [];
  server = createServer((request, response) => {
    received.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    if (reply === 'silence') return;
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/base/`;
  client = createJsonClient({ dependency: 'settlement service', baseUrl, token: 't', timeoutMs: 200 });
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await client.close();
});

const register = () => client.request('PUT', '/v1/entitlements/k', Answer, { disease: 'M001' });
const unavailable = { code: 'DEPENDENCY_UNAVAILABLE', params: { dependency: 'settlement service' } };

it('sends the token and reads the declared answer', async () => {
  reply = { status: 201, body: { filingNumber: 'F-1', other: 1 } };
  expect(await register()).toEqual({ filingNumber: 'F-1' });
  expect(received).toEqual(['PUT /base/v1/entitlements/k Bearer t']);
});

it('leaves out what another side of a later version says beyond the contract, wherever it stands', async () => {
  const Page = z.strictObject({ messages: z.array(z.strictObject({ key: z.string() }).nullable()) });
  const ask = () => client.request('GET', '/v1/messages', Page);
  reply = { status: 200, body: { messages: [{ key: 'a' }, null, { key: 'b', later: 1, more: {} }], later: [] } };
  expect(await ask()).toEqual({ messages: [{ key: 'a' }, null, { key: 'b' }] });
  reply = { status: 200, body: { messages: [{ later: 1 }] } };
  await expect(ask()).rejects.toMatchObject(unavailable);
});

it('throws the refusal of the other side as it was meant', async () => {
  const refused = new DomainError('IDEMPOTENCY_CONFLICT', 'Another body.', { params: { key: 'k' } });
  reply = { status: 409, body: toProblem(refused, 'r-1', 'en') };
  await expect(register()).rejects.toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
    message: 'Another body.',
    params: { key: 'k' },
  });
});

it.each([
  ['a failure', { status: 500, body: { code: 'INTERNAL' } }],
  ['a failure with a domain code', { status: 503, body: { code: 'STATE_CONFLICT' } }],
  ['a refused token', { status: 401, body: { code: 'NOT_AUTHENTICATED' } }],
  ['something that is not our service', { status: 404, body: 'nginx' }],
  ['another shape', { status: 200, body: { number: 1 } }],
  ['nothing in time', 'silence' as const],
])('%s counts as unavailable', async (_name, answer) => {
  reply = answer;
  await expect(register()).rejects.toMatchObject(unavailable);
});

it('a refused connection counts as unavailable', async () => {
  server.closeAllConnections();
  server.close();
  await expect(register()).rejects.toMatchObject(unavailable);
  await expect(client.ping()).rejects.toMatchObject(unavailable);
});
