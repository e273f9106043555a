import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { type DomainError, errorCodes, isDomainError, type ErrorKind } from '../../domain/errors.ts';
import type { Language } from '../../domain/notices/text.ts';
import type { Logger } from '../log.ts';
import { texts } from '../texts.ts';
import { languageOf } from './language.ts';

const statusOfKind = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  rule: 422,
  limited: 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

/** Refusals that belong to HTTP and not to the domain. */
const httpProblems = {
  MALFORMED_REQUEST: 400,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  INTERNAL: 500,
} as const;

type HttpCode = keyof typeof httpProblems;

export class HttpProblem extends Error {
  readonly code: HttpCode;

  constructor(code: HttpCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** RFC 9457. `code` is stable and for programs; `detail`, `errors` tell a person what to do. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum([...errorCodes, ...(Object.keys(httpProblems) as HttpCode[])]),
    detail: z.string(),
    /** The request id, to find the call in the logs. */
    instance: z.string(),
    errors: z.array(z.strictObject({ where: z.string(), problem: z.string(), hint: z.string().optional() })).optional(),
    params: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' });

export const problemMediaType = 'application/problem+json';

/** The one place where an error becomes an answer. What is not known is logged in full and told as INTERNAL. */
export function problems(log: Logger): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    const error = known(thrown);
    if (!error) log.error({ err: thrown, requestId: response.locals.requestId }, 'request failed');
    if (error?.code === 'DEPENDENCY_UNAVAILABLE') log.warn({ err: error, requestId: response.locals.requestId });
    if (response.headersSent) return next(thrown);
    const language = languageOf(request.get('accept-language'));
    const problem = toProblem(
      error ?? new HttpProblem('INTERNAL', 'The request failed.'),
      response.locals.requestId,
      language,
    );
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    const { retryAfter } = problem.params ?? {};
    if (typeof retryAfter === 'number') response.setHeader('Retry-After', retryAfter);
    response.status(problem.status).type(problemMediaType).send(JSON.stringify(problem));
  };
}

/**
 * The title is for the person at the screen, in their language; the detail too, where the error has words of its own.
 */
export function toProblem(
  error: DomainError | HttpProblem,
  instance: string,
  language: Language,
): z.output<typeof Problem> {
  const { code } = error;
  const { text } = texts(language);
  const outline = {
    type: `urn:manteban:problem:${code}`,
    title: text(`errors.${code}`),
    detail: error.message,
    instance,
  };
  if (!isDomainError(error)) return { ...outline, status: httpProblems[error.code], code: error.code };
  return {
    ...outline,
    ...(error.words && { detail: error.words(text) }),
    status: statusOfKind[error.kind],
    code: error.code,
    ...(error.findings.length > 0 && { errors: [...error.findings] }),
    ...(Object.keys(error.params).length > 0 && { params: error.params }),
  };
}

/** Express and its body parser throw errors that carry a status and, from the parser, a `type`. */
function known(thrown: unknown): DomainError | HttpProblem | undefined {
  if (isDomainError(thrown) || thrown instanceof HttpProblem) return thrown;
  if (!(thrown instanceof Error) || !('status' in thrown)) return undefined;
  switch (thrown.status) {
    case 400:
      return new HttpProblem(
        'MALFORMED_REQUEST',
        'The request cannot be read; send well-formed JSON and URL encoding.',
      );
    case 413:
      return new HttpProblem('REQUEST_TOO_LARGE', 'The body is larger than this operation accepts.');
    case 415:
      return new HttpProblem('UNSUPPORTED_MEDIA_TYPE', 'The encoding of the body is not supported; send UTF-8.');
    default:
      return undefined;
  }
}
