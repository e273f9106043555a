import type { Payload, PayloadCodec } from '@temporalio/common';
import { json, Router, urlencoded, type RequestHandler } from 'express';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { isSealed } from '../../platform/payload-codec.ts';
import { findingsOf } from '../../platform/findings.ts';
import { createCodecSessions } from './codec-session.ts';

interface CodecEndpointOptions {
  codec: PayloadCodec;
  /** Whoever shows it may read payloads. */
  token: string;
  /** Origin of Temporal UI, the only one whose pages may ask. */
  uiOrigin: string;
  /** Told what was decoded before it is answered. */
  witness: (decoded: readonly Payload[]) => Promise<void>;
}

const encodedPayloads = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.base64()).optional(), data: z.base64().optional() })),
});

/** What Temporal UI asks so that people can read what the server holds encrypted; the server itself never does. */
export function codecEndpoint({ codec, token, uiOrigin, witness }: CodecEndpointOptions): Router {
  const router = Router();
  const sessions = createCodecSessions(token);
  const path = '/codec/decode';
  router.get('/codec', (_request, response) => void response.type('html').send(page(form)));
  router.post('/codec', urlencoded({ extended: false, limit: '4kb' }), (request, response) => {
    const { token: given } = (request.body ?? {}) as { token?: unknown };
    if (typeof given !== 'string' || !sessions.isToken(given.trim())) {
      throw new DomainError('NOT_AUTHENTICATED', 'This is not the token of the codec endpoint.');
    }
    response.set({ 'Set-Cookie': sessions.begin(uiOrigin.startsWith('https:')), 'Cache-Control': 'no-store' });
    response.type('html').send(page(opened(uiOrigin)));
  });
  router.options(path, allowUi(uiOrigin), (_request, response) => void response.status(204).end());
  const withSession: RequestHandler = ({ headers }, _response, next) => {
    if (!sessions.isUnderWay(headers.cookie)) {
      throw new DomainError('NOT_AUTHENTICATED', 'Open /codec of the API in this browser first, with its token.');
    }
    next();
  };
  router.post(path, allowUi(uiOrigin), withSession, json({ limit: '8mb' }), async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const shown = payloadsOf(request.body).map(fromJson);
    const opened = async (payload: Payload) => (isSealed(payload) ? codec.decode([payload]) : [payload]);
    const decoded = (await Promise.all(shown.map(opened)).catch(undecodable)).flat();
    await witness(decoded);
    response.json({ payloads: decoded.map(toJson) });
  });
  return router;
}

/** Changed on the way, or encrypted under a key that is not in the ring. */
function undecodable(cause: unknown): never {
  throw new DomainError('INVALID_REQUEST', 'A payload cannot be decrypted with the keys of this process.', { cause });
}

function payloadsOf(body: unknown): JsonPayload[] {
  const { data, error } = encodedPayloads.safeParse(body);
  if (error)
    throw new DomainError('INVALID_REQUEST', 'These are no payloads.', { findings: findingsOf(error, '/body') });
  return data.payloads;
}

function allowUi(origin: string): RequestHandler {
  return (_request, response, next) => {
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Methods': 'POST, OPTIONS',
      'Access-Control-Allow-Headers': 'content-type, x-namespace',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      Vary: 'Origin',
    });
    next();
  };
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Payloads in Temporal UI</title>${content}</html>`;
}

const form = `<h1>Read payloads in Temporal UI</h1>
<form method="post" action="/codec"><label>Token of the codec endpoint
<input type="password" name="token" autocomplete="off" required autofocus></label> <button>Open</button></form>`;

function opened(uiOrigin: string): string {
  return `<h1>Open in this browser</h1><p><a href="${uiOrigin}">Temporal UI</a> shows payloads for eight hours.</p>
<p>Where it still shows them encrypted, choose there “Codec Server”: the address is this one, with “Include cross-origin
credentials” and “Use my browser setting”.</p>`;
}

type JsonPayload = z.output<typeof encodedPayloads>['payloads'][number];

function fromJson({ metadata = {}, data }: JsonPayload): Payload {
  return {
    metadata: mapped(metadata, (text) => Buffer.from(text, 'base64')),
    ...(data && { data: Buffer.from(data, 'base64') }),
  };
}

function toJson({ metadata, data }: Payload): JsonPayload {
  return { metadata: mapped(metadata ?? {}, base64), ...(data && { data: base64(data) }) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function mapped<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
