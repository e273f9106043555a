import type { Express } from 'express';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import { conformance } from '../contract/conformance.ts';

export const serviceToken = 'token-between-the-parts';
export const silent = createLogger('test', 'silent');

export interface Service {
  url: string;
  /** Calls with the service token; every JSON answer is held against the service's OpenAPI document. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  close(): Promise<void>;
}

export interface Answered {
  status: number;
  body: any;
  text: string;
}

export async function startService(app: Express, closers: (() => Promise<unknown>)[]): Promise<Service> {
  return attach(await serve({ app, host: '127.0.0.1', port: 0, log: silent, closers }));
}

export async function attach({ url, close }: Serving): Promise<Service> {
  const conforms = await conformance(url);
  return {
    url,
    close,
    async call(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${serviceToken}`, 'content-type': 'application/json', ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
      conforms(method, new URL(url + path).pathname, response, json);
      return { status: response.status, body: json, text };
    },
  };
}
