import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';

/** Fails when an answer is not what the API's own OpenAPI document declares for its operation and status. */
export type Conforms = (method: string, path: string, response: Response, json: unknown) => void;

/** Holds answers against the document that the API at `url` serves. */
export async function conformance(url: string): Promise<Conforms> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as any;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'api');
  return (method, path, response, json) => {
    const template = Object.keys(document.paths).find((candidate) => matches(candidate, path, document, method));
    if (!template) return;
    const { responses } = document.paths[template][method.toLowerCase()];
    const status = responses[response.status] ? String(response.status) : 'default';
    const [mediaType] = (response.headers.get('content-type') ?? '').split(';');
    const declared = Object.keys(responses[status].content ?? { '': 'nothing' });
    expect(declared, `${method} ${template} ${response.status}`).toContain(mediaType);
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
