import type { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { Problem, problemMediaType } from './problem.ts';
import { isRawBody, type RawBody, type Reply, type Route } from './route.ts';

export type ApiInfo = { title: string; version: string; description: string };

type AnyRoute = Omit<Route<unknown, unknown>, 'handle'>;

/** The OpenAPI 3.1 document of the same schemas that validate. */
export function openApiDocument(info: ApiInfo, routes: readonly AnyRoute[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info,
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
}

function operation(route: AnyRoute): ZodOpenApiOperationObject {
  const { operationId, summary, description, tags, params, query, headers, body } = route;
  const replies = Object.entries(route.replies).map(([status, reply]) => [status, response(reply)]);
  return {
    operationId,
    summary,
    ...(description && { description }),
    tags,
    security: route.access === 'public' ? [] : [{ bearer: [] }],
    requestParams: { ...(params && { path: params }), ...(query && { query }), ...(headers && { header: headers }) },
    ...(body && { requestBody: { required: true, content: content(body) } }),
    responses: { ...Object.fromEntries(replies), default: refusal },
  };
}

const refusal = {
  description: 'The request was refused or failed; `code` says why.',
  content: { [problemMediaType]: { schema: Problem } },
};

function content(body: z.ZodType | RawBody) {
  return isRawBody(body) ? bytes(body.mediaTypes) : { 'application/json': { schema: body } };
}

function bytes(mediaTypes: readonly string[]) {
  return Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]));
}

function response({ description, schema, mediaType }: Reply) {
  if (schema) return { description, content: { 'application/json': { schema } } };
  if (mediaType) return { description, content: bytes([mediaType].flat()) };
  return { description };
}
