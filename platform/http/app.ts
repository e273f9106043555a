import express, { type Express, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import { DomainError } from '../../domain/errors.ts';
import type { Logger } from '../log.ts';
import { documentation } from './documentation.ts';
import { notStored, requestId, requestLog, requestMetrics, securityHeaders } from './middleware.ts';
import { mountRoutes, type Authorise, type Witness } from './mount.ts';
import { openApiDocument, type ApiInfo } from './openapi.ts';
import { operational, type Readiness } from './operational.ts';
import { problems } from './problem.ts';
import type { Route } from './route.ts';

export interface HttpAppParts<Access, Caller> {
  info: ApiInfo;
  log: Logger;
  metrics: Registry;
  readiness: Readiness;
  /** What may be out for a while: what needs it waits, the rest goes on. */
  waitsFor?: Readiness;
  routes: readonly Route<Access, Caller>[];
  authorise: Authorise<Access, Caller>;
  /** JSON bodies at most, as in `512kb`. */
  jsonLimit?: string;
  /** Refuse to send what the declared schema does not allow; for tests. */
  checkReplies?: boolean;
  /** Sees every answer of a declared operation before it leaves. */
  witness?: Witness<Caller>;
  /** What is no declared operation: static files, an issuer for development. */
  extend?: (app: Express) => void;
}

/** The base that the application, the settlement service and the notification service share. */
export function createHttpApp<Access, Caller>(parts: HttpAppParts<Access, Caller>): Express {
  const {
    info,
    log,
    metrics,
    readiness,
    waitsFor = {},
    routes,
    authorise,
    jsonLimit = '256kb',
    checkReplies = false,
    witness,
  } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(requestId);
  app.use(securityHeaders);
  app.use(notStored);
  app.use(operational(readiness, waitsFor));
  app.use(requestLog(log));
  app.use(requestMetrics(metrics));
  app.use(documentation(info.title, () => openApiDocument(info, routes)));
  parts.extend?.(app);
  mountRoutes(app, routes, { authorise, log, jsonLimit, checkReplies, witness });
  app.use(notFound);
  app.use(problems(log));
  return app;
}

const notFound: RequestHandler = () => {
  throw new DomainError('NOT_FOUND', 'There is nothing at this address; /docs lists the operations.');
};
