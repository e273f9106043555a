import { timingSafeEqual } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { json, Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { findingsOf } from '../../platform/findings.ts';

interface CodecEndpointOptions {
  codec: PayloadCodec;
  /** Part of the address, made anew at each start: whoever has it may read payloads. */
  token: string;
  /** Origin of Temporal UI, the only one whose pages may ask. */
  uiOrigin: string;
}

const encodedPayloads = z.object({
  payloads: z.array(z.object({ metadata: z.record(z.string(), z.base64()).optional(), data: z.base64().optional() })),
});

/** What Temporal UI asks so that people can read what the server holds encrypted; the server itself never does. */
export function codecEndpoint({ codec, token, uiOrigin }: CodecEndpointOptions): Router {
  const router = Router();
  const path = '/codec/:token/decode';
  router.options(path, allowUi(uiOrigin), (_request, response) => void response.status(204).end());
  router.post(path, allowUi(uiOrigin), withToken(token), json({ limit: '8mb' }), async (request, response) => {
    const decoded = await codec.decode(payloadsOf(request.body).map(fromJson)).catch(undecodable);
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
      'Access-Control-Allow-Methods': 'POST, OPTIONS',
      'Access-Control-Allow-Headers': 'content-type, x-namespace, authorization',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      Vary: 'Origin',
    });
    next();
  };
}

function withToken(token: string): RequestHandler {
  const expected = Buffer.from(token);
  return ({ params }, _response, next) => {
    const given = Buffer.from(String(params.token));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new DomainError('NOT_FOUND', 'There is nothing at this address.');
    }
    next();
  };
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
