import type { Express } from 'express';
import { digestOf } from '../../platform/http/credentials.ts';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';
import type { Provider } from '../../platform/provider-credentials.ts';
import { conformance } from '../contract/conformance.ts';

export const serviceToken = 'token-between-the-parts';
export const silent = createLogger('test', 'silent');

export interface Service {
  url: string;
  metricsUrl: string | undefined;
  /**
   * Calls as who may: for a claim its institution, else the engine; every JSON answer is held against the service's
   * OpenAPI document.
   */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  close(): Promise<void>;
}

/** Institutions that have claimed so far; each has a credential from its first call on. */
const known = new Map<string, Provider>();
let listed: readonly Provider[] = [];

export function providers(): readonly Provider[] {
  return listed;
}

export function providerToken(institution: string): string {
  const token = `token-of-${institution}`;
  if (!known.has(institution)) {
    const sha256 = [digestOf(token).toString('hex')];
    known.set(institution, { holder: institution, institutions: [institution], sha256 });
    listed = [...known.values()];
  }
  return token;
}

function tokenFor(path: string, body: unknown): string {
  const [, institution] = /^\/v1\/institutions\/([^/]+)\/claims/.exec(path) ?? [];
  const previewed = path === '/v1/claims/preview' ? (body as { institution?: string } | undefined) : undefined;
  const claiming = institution ?? previewed?.institution;
  return claiming === undefined ? serviceToken : providerToken(claiming);
}

export interface Answered {
  status: number;
  body: any;
  text: string;
}

export async function startService(app: Express, closers: (() => Promise<unknown>)[]): Promise<Service> {
  return attach(await serve({ app, host: '127.0.0.1', port: 0, log: silent, closers }));
}

export async function attach({ url, metricsUrl, close }: Serving): Promise<Service> {
  const conforms = await conformance(url);
  return {
    url,
    metricsUrl,
    close,
    async call(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${tokenFor(path, body)}`, 'content-type': 'application/json', ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
      conforms(method, new URL(url + path).pathname, response, json);
      return { status: response.status, body: json, text };
    },
  };
}
