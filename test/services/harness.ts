import type { Express } from 'express';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { serve, type Serving } from '../../platform/http/serve.ts';
import { createLogger } from '../../platform/log.ts';

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

async function conformance(url: string) {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as any;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  return (method: string, path: string, response: Response, json: unknown) => {
    const template = Object.keys(document.paths).find((candidate) => matches(candidate, path, document, method));
    if (!template) return;
    const { responses } = document.paths[template][method.toLowerCase()];
    const status = responses[response.status] ? String(response.status) : 'default';
    const [mediaType] = (response.headers.get('content-type') ?? '').split(';');
    expect(Object.keys(responses[status].content ?? {}), `${method} ${template} ${response.status}`).toContain(
      mediaType,
    );
    if (json === undefined) return;
    const steps = ['paths', template, method.toLowerCase(), 'responses', status, 'content', mediaType!, 'schema'];
    const validate = ajv.getSchema(`api#/${steps.map(pointerStep).join('/')}`);
    expect(validate, `schema of ${method} ${template} ${status}`).toBeDefined();
    expect(validate!(json) || validate!.errors, `${method} ${template} ${response.status}`).toBe(true);
  };
}

function matches(template: string, path: string, document: any, method: string): boolean {
  const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  return pattern.test(path) && method.toLowerCase() in document.paths[template];
}

function pointerStep(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}
