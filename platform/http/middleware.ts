import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { Histogram, type Registry } from 'prom-client';
import type { Logger } from '../log.ts';

declare global {
  namespace Express {
    interface Locals {
      requestId: string;
      /** Template of the route that took the request; what no route took is not named, for it may hold anything. */
      route?: string;
      startedAt: number;
      /** What the app's authoriser answered. */
      caller?: unknown;
    }
  }
}

const acceptableId = /^[\w.-]{1,64}$/;

/** Some callers number their requests by the patient. */
const identityNumber = /\d{17}[\dX]/i;

/**
 * Takes over the caller's X-Request-Id or gives one; every answer and log line carries it, and so it must name nobody.
 */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  response.locals.requestId = given && acceptableId.test(given) && !identityNumber.test(given) ? given : randomUUID();
  response.locals.startedAt = performance.now();
  response.setHeader('X-Request-Id', response.locals.requestId);
  next();
};

/** Nothing is fetched from elsewhere; inline styles are for printable pages and Swagger UI. */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
});

/**
 * Answers tell of people, and refusals too: no browser and no proxy keeps any of them. What is the same for everybody
 * says so itself.
 */
export const notStored: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** Method, route template, status, time. Never bodies, query values or paths: they may name a person. */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    response.once('close', () => {
      const { requestId, route = 'unmatched' } = response.locals;
      const ms = Math.round(elapsedMs(response) * 10) / 10;
      log.info({ requestId, method: request.method, route, status: statusOf(response), ms }, 'request');
    });
    next();
  };
}

export function requestMetrics(registry: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10],
    registers: [registry],
  });
  return (request, response, next) => {
    response.once('close', () => {
      const { route = 'unmatched' } = response.locals;
      duration.observe({ method: request.method, route, status: statusOf(response) }, elapsedMs(response) / 1_000);
    });
    next();
  };
}

function elapsedMs(response: Response): number {
  return performance.now() - response.locals.startedAt;
}

/** 499, as nginx has it, when the client left before the answer was out. */
function statusOf(response: Response): number {
  return response.writableFinished ? response.statusCode : 499;
}
