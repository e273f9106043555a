import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { createHttpApp } from '../../platform/http/app.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { credentialAuthoriser, digestsOf } from '../../platform/http/credentials.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';

const token = 'a-token-of-the-tests';
const route = declareRoutes<'service', { kind: 'service' }>();
const Note = z.strictObject({ id: z.string(), text: z.string() });

const routes = [
  route({
    method: 'put',
    path: '/notes/{id}',
    operationId: 'putNote',
    summary: 'Keep a note',
    tags: ['notes'],
    access: 'service',
    params: z.strictObject({ id: z.string().max(8) }),
    query: z.strictObject({ loud: z.stringbool().optional() }),
    body: z.strictObject({ text: z.string().max(20), on: z.iso.date() }),
    replies: { 201: { description: 'Kept', schema: Note } },
    async handle({ params, query, body }) {
      if (body.text === 'taken') throw new DomainError('STATE_CONFLICT', 'It is kept.', { params: { state: 'kept' } });
      if (body.text === 'broken') throw new Error('secret of the house');
      const text = query.loud ? body.text.toUpperCase() : body.text;
      const extra = body.text === 'chatty' ? { more: 1 } : {};
      return { status: 201, body: { id: params.id, text, ...extra } };
    },
  }),
  route({
    method: 'post',
    path: '/scans',
    operationId: 'postScan',
    summary: 'Keep bytes',
    tags: ['notes'],
    access: 'public',
    body: { mediaTypes: ['application/pdf'], limit: 10 },
    replies: { 200: { description: 'The same bytes', mediaType: 'application/pdf' } },
    handle: async ({ body }) => ({ status: 200, body }),
  }),
];

let serving: Serving;
const lines: string[] = [];
let databaseProbe: () => Promise<void> = async () => {};
let settlementProbe: () => Promise<void> = async () => {};

beforeAll(async () => {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLogger('test', 'info', sink);
  const metrics = createMetrics('test');
  const app = createHttpApp({
    info: { title: 'Notes', version: '1', description: 'For tests' },
    log,
    metrics,
    readiness: { database: () => databaseProbe() },
    waitsFor: { settlement: () => settlementProbe() },
    routes,
    authorise: credentialAuthoriser(() => [{ caller: { kind: 'service' }, digests: digestsOf(token) }], {
      service: ['service'],
    }),
    jsonLimit: '1kb',
    checkReplies: true,
  });
  const measured = { registry: metrics, host: '127.0.0.1', port: 0 };
  serving = await serve({ app, host: '127.0.0.1', port: 0, log, metrics: measured });
});

afterAll(() => serving.close());

function put(path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(serving.url + path, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const valid = { text: 'hello', on: '2026-03-02' };

describe('a declared route', () => {
  it('hands validated values to its handler and answers with the declared status', async () => {
    const response = await put('/notes/n1?loud=true', valid, { 'x-request-id': 'r-1' });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-request-id')).toBe('r-1');
    expect(await response.json()).toEqual({ id: 'n1', text: 'HELLO' });
  });

  it('takes over no request id that may be the number of a person', async () => {
    for (const id of ['990101196001010011', 'his-99010119600101001X.7']) {
      const { headers } = await put('/notes/n1', valid, { 'x-request-id': id });
      expect(headers.get('x-request-id')).toMatch(/^[\da-f]{8}-/);
    }
    expect(lines.join('')).not.toContain('99010119600101001');
  });

  it('tells everything there is to mend in one problem', async () => {
    const response = await put('/notes/far-too-long?loud=maybe', { text: 3, on: '2026-02-30', more: 1 });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    const problem = (await response.json()) as { code: string; errors: { where: string; hint?: string }[] };
    expect(problem.code).toBe('INVALID_REQUEST');
    expect(problem.errors.map(({ where }) => where).toSorted()).toEqual([
      '/body',
      '/body/on',
      '/body/text',
      '/params/id',
      '/query/loud',
    ]);
    expect(problem.errors.find(({ where }) => where === '/body')?.hint).toBe('Remove more.');
  });

  it.each([
    ['no token', { authorization: '' }],
    ['another token', { authorization: 'Bearer another' }],
  ])('refuses %s before it looks at the body', async (_name, headers) => {
    const response = await put('/notes/n1', '{', headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 'NOT_AUTHENTICATED' });
  });

  it.each([
    ['malformed JSON', 'PUT', '/notes/n1', '{', 'application/json', 400, 'MALFORMED_REQUEST'],
    ['malformed URL', 'PUT', '/notes/%E0', '{}', 'application/json', 400, 'MALFORMED_REQUEST'],
    ['large body', 'PUT', '/notes/n1', JSON.stringify('x'.repeat(2000)), 'application/json', 413, 'REQUEST_TOO_LARGE'],
    ['other media type', 'PUT', '/notes/n1', 'x', 'text/plain', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no body', 'PUT', '/notes/n1', undefined, 'application/json', 400, 'INVALID_REQUEST'],
    ['other method', 'DELETE', '/notes/n1', undefined, 'application/json', 405, 'METHOD_NOT_ALLOWED'],
    ['unknown address', 'GET', '/nowhere', undefined, 'application/json', 404, 'NOT_FOUND'],
    ['large upload', 'POST', '/scans', 'x'.repeat(11), 'application/pdf', 413, 'REQUEST_TOO_LARGE'],
    ['other upload', 'POST', '/scans', 'x', 'image/png', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('%s becomes a problem', async (_name, method, path, body, type, status, code) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const response = await fetch(serving.url + path, { method, headers, body: body ?? null });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, status, type: `urn:manteban:problem:${code}` });
  });

  it('tells a domain error with its parameters, and nothing of an unknown one', async () => {
    const refused = await put('/notes/n1', { ...valid, text: 'taken' });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'STATE_CONFLICT', params: { state: 'kept' } });
    const failed = await put('/notes/n1', { ...valid, text: 'broken' });
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain('secret');
    expect(lines.some((line) => line.includes('secret of the house'))).toBe(true);
  });

  it.each([
    [{}, '未找到'],
    [{ 'accept-language': 'en-GB,en;q=0.9' }, 'Not found'],
    [{ 'accept-language': 'fr' }, '未找到'],
  ])('names the problem in the language asked for, in Chinese where it has no other: %o', async (headers, title) => {
    const response = await fetch(`${serving.url}/nowhere`, { headers });
    expect(await response.json()).toMatchObject({ title, detail: expect.stringContaining('/docs lists') });
  });

  it('does not send what its schema does not allow, where replies are checked', async () => {
    expect((await put('/notes/n1', { ...valid, text: 'chatty' })).status).toBe(500);
  });

  it('takes and gives bytes', async () => {
    const headers = { 'content-type': 'application/pdf' };
    const response = await fetch(`${serving.url}/scans`, { method: 'POST', headers, body: '%PDF' });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(await response.text()).toBe('%PDF');
  });

  it('logs the template and never path, query or body', async () => {
    lines.length = 0;
    await put('/notes/wang?loud=true', { ...valid, text: 'private' });
    while (lines.length === 0) await delay(1);
    const [line = ''] = lines;
    expect(JSON.parse(line)).toMatchObject({ method: 'PUT', route: '/notes/{id}', status: 201, part: 'test' });
    expect(line).not.toMatch(/wang|loud|private/);
  });
});

describe('what every process answers', () => {
  it('is alive, and ready only while its dependencies are reached', async () => {
    expect((await fetch(`${serving.url}/health`)).status).toBe(200);
    expect((await fetch(`${serving.url}/ready`)).status).toBe(200);
    settlementProbe = () => Promise.reject(new Error('down'));
    const held = await fetch(`${serving.url}/ready`);
    expect([held.status, await held.json()]).toEqual([200, { status: 'ready', waitsFor: ['settlement'] }]);
    settlementProbe = () => Promise.resolve();
    databaseProbe = () => Promise.reject(new Error('down'));
    const response = await fetch(`${serving.url}/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'unready', unreached: ['database'] });
  });

  it('lets nobody keep what may tell of a person, refusals included; what is the same for everybody says so', async () => {
    const answers = [
      put('/notes/n1', valid),
      put('/notes/n1', { ...valid, text: 'taken' }),
      put('/notes/n1', { ...valid, text: 'broken' }),
      put('/notes/n1', 'nonsense'),
      put('/notes/n1', valid, { authorization: 'Bearer wrong' }),
      ...['/notes/n1', '/nowhere', '/health', '/ready', '/metrics'].map((path) => fetch(serving.url + path)),
    ];
    for (const { headers, status } of await Promise.all(answers)) {
      expect(headers.get('cache-control'), String(status)).toBe('no-store');
      expect(headers.get('etag')).toBeNull();
    }
    for (const path of ['/openapi.json', '/docs', '/docs/swagger-ui.css'])
      expect((await fetch(serving.url + path)).headers.get('cache-control')).toBe('public, no-cache');
  });

  it('counts requests by method, template and status', async () => {
    await put('/notes/n1', valid);
    const text = await (await fetch(serving.metricsUrl!)).text();
    const series = 'http_request_duration_seconds_count{part="test",method="PUT",route="/notes/{id}",status="201"}';
    expect(text.includes(series)).toBe(true);
  });

  it('tells metrics on a port of their own, and nothing else there', async () => {
    expect((await fetch(`${serving.url}/metrics`)).status).toBe(404);
    const elsewhere = new URL(serving.metricsUrl!);
    expect(elsewhere.port).not.toBe(new URL(serving.url).port);
    for (const path of ['/notes/n1', '/health', '/openapi.json']) {
      expect((await fetch(new URL(path, elsewhere))).status).toBe(404);
    }
  });

  it('describes its routes from the schemas that validate', async () => {
    const document = (await (await fetch(`${serving.url}/openapi.json`)).json()) as Record<string, any>;
    const operation = document.paths['/notes/{id}'].put;
    expect(operation.operationId).toBe('putNote');
    expect(operation.requestBody.content['application/json'].schema.additionalProperties).toBe(false);
    expect(operation.responses.default.content['application/problem+json'].schema.$ref).toMatch('Problem');
    expect(document.paths['/scans'].post.security).toEqual([]);
  });

  it('shows them without fetching anything from elsewhere', async () => {
    const page = await fetch(`${serving.url}/docs`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const links = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link!);
    expect(links.length).toBe(4);
    for (const link of links) expect((await fetch(serving.url + link)).status).toBe(200);
  });
});

describe('a stopping process', () => {
  it('finishes what is in hand, then closes the rest in order', async () => {
    const order: string[] = [];
    let started = () => {};
    const inHand = new Promise<void>((resolve) => (started = resolve));
    const slow = route({
      method: 'get',
      path: '/slow',
      operationId: 'slow',
      summary: 'Slow',
      tags: [],
      access: 'public',
      replies: { 200: { description: 'Done', schema: z.string() } },
      async handle() {
        started();
        await delay(30);
        order.push('answered');
        return { status: 200, body: 'done' };
      },
    });
    const log = createLogger('test', 'silent');
    const app = createHttpApp({
      info: { title: 'Slow', version: '1', description: '' },
      log,
      metrics: createMetrics('slow'),
      readiness: {},
      routes: [slow],
      authorise: credentialAuthoriser(() => [{ caller: { kind: 'service' }, digests: digestsOf(token) }], {
        service: ['service'],
      }),
    });
    const closers = ['loop', 'database'].map((name) => async () => order.push(name));
    const other = await serve({ app, host: '127.0.0.1', port: 0, log, closers });
    const answer = fetch(`${other.url}/slow`);
    await inHand;
    const unused = connect(Number(new URL(other.url).port), '127.0.0.1');
    await once(unused, 'connect');
    const closing = performance.now();
    await other.close();
    expect(performance.now() - closing).toBeLessThan(2_000);
    expect((await answer).status).toBe(200);
    expect(order).toEqual(['answered', 'loop', 'database']);
  });
});
