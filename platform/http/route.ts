import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Logger } from '../log.ts';

/** Bytes as they come, for uploads; refused beyond `limit`, and of other types unless the handler judges the bytes. */
export interface RawBody {
  mediaTypes: string[];
  /** Whatever they are declared as, or not at all, the handler looks at the bytes. */
  judgedByContent?: boolean;
  /** Bytes at most. */
  limit: number;
  /** Refuses what is beyond the limit; HTTP's own REQUEST_TOO_LARGE where left out. */
  tooLarge?: () => Error;
}

export interface Reply {
  description: string;
  /** JSON of this shape. */
  schema?: z.ZodType;
  /** Text or bytes of this media type instead of JSON; of several, the handler's Content-Type says which. */
  mediaType?: string | readonly string[];
}

export type Replies = Readonly<Record<number, Reply>>;

type Answered<R extends Reply> = R extends { schema: infer S extends z.ZodType }
  ? { body: z.input<S> }
  : R extends { mediaType: string | readonly string[] }
    ? { body: string | Buffer | Readable }
    : { body?: undefined };

/** What a handler returns: one of the declared statuses with the body declared for it. */
export type Answer<R extends Replies> = {
  [Status in keyof R & number]: {
    status: Status;
    headers?: Record<string, string>;
    /** Whoever answers has written down already what the answer shows of people. */
    isWritten?: boolean;
  } & Answered<R[Status]>;
}[keyof R & number];

type Received<B> = B extends z.ZodType ? z.output<B> : B extends RawBody ? Buffer : undefined;

export interface Call<Caller, Params, Query, Headers, Body> {
  params: Params;
  query: Query;
  headers: Headers;
  body: Body;
  caller: Caller;
  operationId: string;
  requestId: string;
  log: Logger;
  /** Aborted when the client goes away before the answer. */
  signal: AbortSignal;
}

interface Declaration<Access> {
  method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** Template as in OpenAPI: `/v1/cases/{id}`. */
  path: string;
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  /** Who may call; `public` must be said. */
  access: Access | 'public';
}

/** A route as the registry holds it, its types erased. */
export interface Route<Access, Caller> extends Declaration<Access> {
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType | RawBody;
  replies: Replies;
  handle(call: Call<Caller, unknown, unknown, unknown, unknown>): Promise<AnyAnswer>;
}

export interface AnyAnswer {
  status: number;
  headers?: Record<string, string>;
  isWritten?: boolean;
  body?: unknown;
}

/**
 * `const route = declareRoutes<Access, Caller>()` fixes an app's notion of access and caller; then each `route({ … })`
 * is the one declaration from which the handler's types, the validation, and the OpenAPI document come. What else an
 * app wants each of its routes to declare is `Further`.
 */
export function declareRoutes<Access, Caller, Further extends object = object>() {
  return function route<
    const R extends Replies,
    P extends z.ZodObject = z.ZodObject<{}>,
    Q extends z.ZodObject = z.ZodObject<{}>,
    H extends z.ZodObject = z.ZodObject<{}>,
    B extends z.ZodType | RawBody | undefined = undefined,
  >(
    declaration: Declaration<Access> &
      Further & {
        params?: P;
        query?: Q;
        headers?: H;
        body?: B;
        replies: R;
        handle(call: Call<Caller, z.output<P>, z.output<Q>, z.output<H>, Received<B>>): Promise<Answer<NoInfer<R>>>;
      },
  ): Route<Access, Caller> & Further {
    return declaration as unknown as Route<Access, Caller> & Further;
  };
}

export function isRawBody(body: z.ZodType | RawBody | undefined): body is RawBody {
  return body !== undefined && 'mediaTypes' in body;
}
