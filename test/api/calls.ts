import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { conformance } from '../contract/conformance.ts';
import type { Witnessed } from './witnessed.ts';
import type { Issuer } from './tokens.ts';

export interface Answer {
  status: number;
  body: any;
  text: string;
  headers: Headers;
}

type Call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

export interface App {
  url: string;
  /** Calls as this caller; every answer is held against the OpenAPI document and the record of reads. */
  as(caller: Caller): Call;
  /** Submits under a key of its own unless given; waits until the case is decided or waits for people. */
  submit(caller: Caller, body: object, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** An API as callers with tokens of this issuer have it. */
export async function callable(
  url: string,
  tokens: Issuer,
  witnessed: Witnessed,
  close: () => Promise<void>,
): Promise<App> {
  const conforms = await conformance(url);
  const as =
    (caller: Caller): Call =>
    async (method, path, body, headers = {}) => {
      const authorization = `Bearer ${await tokens.tokenOf(caller)}`;
      const content =
        body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      const response = await fetch(url + path, {
        method,
        headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(content !== undefined && { body: content as string }),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
      const { pathname } = new URL(url + path);
      conforms(method, pathname, response, json);
      await witnessed(pathname, response, json);
      return { status: response.status, body: json, text, headers: response.headers };
    };
  return {
    url,
    as,
    close,
    submit(caller, body, headers = {}) {
      return as(caller)('POST', '/v1/applications', body, {
        'idempotency-key': randomUUID(),
        prefer: 'wait=20',
        ...headers,
      });
    },
  };
}
