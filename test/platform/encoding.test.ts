import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { unstorable } from '../../platform/findings.ts';
import { createHttpApp } from '../../platform/http/app.ts';
import { declareRoutes } from '../../platform/http/route.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { textIn } from '../../platform/text-file.ts';

let serving: Serving;

beforeAll(async () => {
  const log = createLogger('test', 'silent');
  const body = z.unknown();
  const echo = declareRoutes<string, string>()({
    method: 'post',
    path: '/echo',
    operationId: 'echo',
    summary: 'Says what was said',
    tags: [],
    access: 'public',
    query: z.object({ q: z.string().optional() }),
    body,
    replies: { 200: { description: 'The same', schema: z.object({ said: z.unknown() }) } },
    handle: async ({ body: said }) => ({ status: 200, body: { said } }),
  });
  const info = { title: 'Echo', version: '1', description: 'For tests' };
  const parts = { info, log, metrics: createMetrics('test'), readiness: {}, routes: [echo] };
  const app = createHttpApp({ ...parts, authorise: () => 'x', jsonLimit: '64kb' });
  serving = await serve({ app, host: '127.0.0.1', port: 0, log });
});

afterAll(() => serving.close());

async function said(body: string | Buffer, contentType = 'application/json', query = '') {
  const request = { method: 'POST', headers: { 'content-type': contentType }, body: new Uint8Array(Buffer.from(body)) };
  const response = await fetch(`${serving.url}/echo${query}`, request);
  const answer = (await response.json()) as Record<string, any>;
  return { status: response.status, code: answer['code'], detail: answer['detail'], said: answer['said'] };
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const gbk = Buffer.concat([Buffer.from('{"name":"'), Buffer.from('d5c5c8fd', 'hex'), Buffer.from('"}')]);

describe('a body is taken as it was meant', () => {
  it.each<[string, string | Buffer, unknown]>([
    ['UTF-8', '{"name":"张𠮷","a":[{"a":1},{"a":1}]}', { name: '张𠮷', a: [{ a: 1 }, { a: 1 }] }],
    ['UTF-8 after a byte order mark', '\uFEFF{"name":"张"}', { name: '张' }],
    ['braces and colons within texts', '{"a":"{\\"a\\":1}","b":"\\\\"}', { a: '{"a":1}', b: '\\' }],
    ['depth as forms have it', nested(32), JSON.parse(nested(32))],
  ])('%s', async (_what, body, meant) => {
    expect(await said(body)).toMatchObject({ status: 200, said: meant });
  });

  test('whatever JSON it is, unless it says one name twice or too deep', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), async (value) => {
        const text = JSON.stringify({ value });
        fc.pre(unstorable(JSON.parse(text), '').length === 0);
        const answer = await said(text);
        expect(answer).toMatchObject({ status: 200 });
        expect(JSON.stringify(answer.said)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a body is refused with what to do about it', () => {
  it.each<[string, string | Buffer, string]>([
    ['GBK', gbk, 'UTF-8'],
    ['UTF-8 cut off within a character', Buffer.from('{"name":"张"}').subarray(0, 11), 'UTF-8'],
    ['UTF-8 with half a character coded', Buffer.from('7b2261223a22eda080227d', 'hex'), 'UTF-8'],
    ['UTF-8 longer than it has to be', Buffer.from('7b2261223a22c0af227d', 'hex'), 'UTF-8'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), 'JSON'],
    ['a name twice', '{"idNumber":"1","idNumber":"2"}', 'twice'],
    ['a name twice, spelled otherwise', '{"id":"1","i\\u0064":"2"}', 'twice'],
    ['a name twice far inside', '{"a":[{"b":{"c":1,"d":[],"c":2}}]}', 'twice'],
    ['depth', nested(33), 'deeper'],
    ['depth of very much', nested(20_000), 'deeper'],
    ['half of it', '{"a":', 'JSON'],
    ['a number that JSON does not have', '{"a":NaN}', 'JSON'],
  ])('%s', async (_what, body, words) => {
    expect(await said(body)).toMatchObject({
      status: 400,
      code: 'MALFORMED_REQUEST',
      detail: expect.stringContaining(words),
    });
  });

  it.each(['gbk', 'utf-16', 'gb18030', 'iso-8859-1'])('declared as %s', async (charset) => {
    const answer = await said('{}', `application/json; charset=${charset}`);
    expect(answer).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it.each<[string, string]>([
    ['NUL', '{"a":"\\u0000"}'],
    ['NUL in a name', '{"a\\u0000":1}'],
    ['half a character', '{"a":"\\ud800"}'],
    ['what a decoder wrote for what it could not read', '{"a":"\uFFFD"}'],
  ])('that no database keeps: %s', async (_what, body) => {
    expect(await said(body)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  });

  it('a query in GBK', async () => {
    expect(await said('{}', 'application/json', '?q=%D5%C5')).toMatchObject({ status: 400, code: 'INVALID_REQUEST' });
  });
});

describe('a file that somebody wrote', () => {
  it('is read where it is UTF-8', () => {
    expect(textIn(Buffer.from('\uFEFF名: 张'), 'f.yaml')).toBe('名: 张');
  });

  it.each<[string, Buffer, number]>([
    ['GBK', Buffer.concat([Buffer.from('a: 1\nb: '), Buffer.from('d5c5', 'hex'), Buffer.from('\n')]), 2],
    ['UTF-8 cut off', Buffer.from('a: 张').subarray(0, 5), 1],
  ])('is refused with its line where it is %s', (_what, bytes, line) => {
    expect(() => textIn(bytes, 'f.yaml')).toThrow(
      expect.objectContaining({ findings: [expect.objectContaining({ where: `f.yaml:${line}:1` })] }),
    );
  });
});
