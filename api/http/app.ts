import type { Express } from 'express';
import type { Registry } from 'prom-client';
import type { Authorise, Witness } from '../../platform/http/mount.ts';
import type { Caller } from '../../domain/access/access.ts';
import type { Operation } from '../../domain/access/grants.ts';
import type { Readiness } from '../../platform/http/operational.ts';
import { createHttpApp } from '../../platform/http/app.ts';
import type { Logger } from '../../platform/log.ts';
import type { ApiRoute } from './route.ts';

export const apiInfo = {
  title: 'manteban API',
  version: '1',
  description:
    'Applications for outpatient chronic and special disease benefits 门诊慢特病: start them, follow them, decide them.',
};

interface ApiParts {
  log: Logger;
  metrics: Registry;
  readiness: Readiness;
  waitsFor?: Readiness;
  authorise: Authorise<Operation, Caller>;
  routes: readonly ApiRoute[];
  /** Writes down what of whom leaves. */
  witness: Witness<Caller>;
  extend: (app: Express) => void;
  /** Refuse to send what the declared schema does not allow; for tests. */
  checkReplies?: boolean;
}

export function createApi(parts: ApiParts): Express {
  return createHttpApp({ info: apiInfo, ...parts });
}
