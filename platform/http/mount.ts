import { raw, type Express, type Request, type RequestHandler, type Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { findingsOf, unstorable } from '../findings.ts';
import type { Logger } from '../log.ts';
import { jsonBody } from './json-body.ts';
import { HttpProblem } from './problem.ts';
import { isRawBody, type AnyAnswer, type RawBody, type Replies, type Route } from './route.ts';

/**
 * Who calls, or throws NOT_AUTHENTICATED or NOT_PERMITTED. Asked before the body is read; never for `public` routes.
 * @param known told who calls as soon as that is known: also of whom is refused then
 */
export type Authorise<Access, Caller> = (
  access: Access,
  request: Request,
  known: (caller: Caller) => void,
) => Caller | Promise<Caller>;

/** One call that a route took. */
export interface Exchange<Caller> {
  readonly operationId: string;
  /** Template as in OpenAPI. */
  readonly path: string;
  readonly caller: Caller;
  readonly requestId: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Sees what leaves before it leaves. Where it throws, what it threw is answered instead. */
export interface Witness<Caller> {
  answered(exchange: Exchange<Caller>, answer: AnyAnswer): Promise<void>;
  /** @param exchange as far as it was read: where the caller may not do it at all, query and body are undefined. */
  refused(exchange: Exchange<Caller>, error: unknown): Promise<void>;
}

export interface MountOptions<Access, Caller> {
  authorise: Authorise<Access, Caller>;
  log: Logger;
  /** JSON bodies at most, as in `512kb`. */
  jsonLimit: string;
  /** Refuse to send what the declared schema does not allow; for tests. */
  checkReplies: boolean;
  witness?: Witness<Caller> | undefined;
}

/** Express handlers from the declarations, and 405 for the other methods of a known path. */
export function mountRoutes<Access, Caller>(
  app: Express,
  routes: readonly Route<Access, Caller>[],
  options: MountOptions<Access, Caller>,
): void {
  const methods = new Map<string, string[]>();
  for (const declared of routes) {
    const route = knowingItsQuery(declared);
    const path = expressPath(route.path);
    methods.set(path, [...(methods.get(path) ?? []), route.method.toUpperCase()]);
    const handlers = [authorised(route, options), ...bodyParsers(route, options), run(route, options)];
    app[route.method](path, nameRoute(route), ...handlers);
  }
  for (const [path, allowed] of methods) app.all(path, methodNotAllowed(allowed));
}

/** A parameter that nobody declared is a mistake, not a filter that matches everything. */
function knowingItsQuery<Access, Caller>(route: Route<Access, Caller>): Route<Access, Caller> {
  return route.query ? { ...route, query: route.query.strict() } : route;
}

/** `/cases/{id}` → `/cases/:id` */
function expressPath(template: string): string {
  return template.replaceAll(/\{(\w+)\}/g, ':$1');
}

function nameRoute({ path }: { path: string }): RequestHandler {
  return (_request, response, next) => {
    response.locals.route = path;
    next();
  };
}

function authorised<Access, Caller>(
  { access, operationId, path }: Route<Access, Caller>,
  { authorise, witness }: MountOptions<Access, Caller>,
): RequestHandler {
  return async (request, response, next) => {
    if (access === 'public') return next();
    const seen: { caller?: Caller } = {};
    try {
      response.locals.caller = await authorise(access, request, (caller) => void (seen.caller = caller));
    } catch (error) {
      const { requestId } = response.locals;
      const { params } = request;
      if (seen.caller !== undefined)
        await witness?.refused(
          { operationId, path, requestId, params, caller: seen.caller, query: undefined, body: undefined },
          error,
        );
      throw error;
    }
    next();
  };
}

function bodyParsers<Access, Caller>(
  { body }: Route<Access, Caller>,
  { jsonLimit }: MountOptions<Access, Caller>,
): RequestHandler[] {
  if (!body) return [];
  if (isRawBody(body)) return body.judgedByContent ? [rawBytes(body)] : [mediaType(body.mediaTypes), rawBytes(body)];
  return [mediaType(['application/json']), jsonBody(jsonLimit)];
}

function mediaType(accepted: string[]): RequestHandler {
  return (request, _response, next) => {
    if (request.is(accepted) === false) {
      throw new HttpProblem('UNSUPPORTED_MEDIA_TYPE', `Send the body as ${accepted.join(', ')}.`);
    }
    next();
  };
}

function rawBytes({ mediaTypes, judgedByContent = false, limit, tooLarge }: RawBody): RequestHandler {
  const parse = raw({ type: judgedByContent ? () => true : mediaTypes, limit });
  return (request, response, next) => {
    parse(request, response, (error?: { status?: number }) =>
      next(error?.status === 413 && tooLarge ? tooLarge() : error),
    );
  };
}

function run<Access, Caller>(route: Route<Access, Caller>, options: MountOptions<Access, Caller>): RequestHandler {
  return async (request, response) => {
    const { requestId } = response.locals;
    const caller = response.locals.caller as Caller;
    const log = options.log.child({ requestId });
    const { operationId, path } = route;
    const call = { ...validated(route, request), operationId, caller, requestId, log };
    const exchange = { path, ...call };
    try {
      const answer = await route.handle({
        ...call,
        get signal() {
          return left(response);
        },
      });
      if (options.checkReplies) checkReply(route.replies, answer);
      await options.witness?.answered(exchange, answer);
      return await send(response, route.replies, answer);
    } catch (error) {
      if (!response.headersSent) await options.witness?.refused(exchange, error);
      throw error;
    }
  };
}

interface Schemas {
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType | RawBody;
}

/** All four parts are looked at before refusing, so that one answer tells everything there is to mend. */
function validated(schemas: Schemas, request: Request) {
  const errors: ReturnType<typeof findingsOf> = [];
  function read(part: 'params' | 'query' | 'headers' | 'body', schema: z.ZodType | undefined): unknown {
    const parsed = schema?.safeParse(request[part]);
    if (parsed && !parsed.success) errors.push(...findingsOf(parsed.error, `/${part}`));
    if (parsed) errors.push(...unstorable(parsed.data, `/${part}`));
    return parsed ? parsed.data : {};
  }
  const body = isRawBody(schemas.body) ? rawBody(request) : read('body', schemas.body);
  const call = { params: read('params', schemas.params), query: read('query', schemas.query), body };
  const headers = read('headers', schemas.headers);
  if (errors.length > 0) {
    const places = errors.map(({ where }) => where).join(', ');
    throw new DomainError('INVALID_REQUEST', `The request does not have the declared shape: ${places}`, {
      findings: errors,
    });
  }
  return { ...call, headers };
}

/** Without a body the parser leaves an object or nothing. */
function rawBody(request: Request): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
}

function left(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

function checkReply(replies: Replies, { status, body }: AnyAnswer): void {
  const reply = replies[status];
  if (!reply) throw new Error(`Status ${status} is not declared.`);
  // As the client will see it: dates as text, absent fields gone.
  reply.schema?.parse(JSON.parse(JSON.stringify(body)));
}

async function send(response: Response, replies: Replies, { status, headers, body }: AnyAnswer): Promise<void> {
  response.status(status);
  const reply = replies[status];
  if (typeof reply?.mediaType === 'string') response.type(reply.mediaType);
  if (headers) response.set(headers);
  if (reply?.schema) response.json(body);
  else if (body instanceof Readable) await pipeline(body, response);
  else response.send(body);
}

function methodNotAllowed(allowed: string[]): RequestHandler {
  return (_request, response) => {
    response.setHeader('Allow', allowed.join(', '));
    throw new HttpProblem('METHOD_NOT_ALLOWED', `Use ${allowed.join(', ')}.`);
  };
}
