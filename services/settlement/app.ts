import type { Express } from 'express';
import type { Registry } from 'prom-client';
import type { PrismaClient } from '../../generated/settlement/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { createHttpApp } from '../../platform/http/app.ts';
import { serviceTokenAuthoriser } from '../../platform/http/service-token.ts';
import type { Logger } from '../../platform/log.ts';
import { createRegister } from './register.ts';
import { entitlementRoutes } from './routes.ts';

export interface SettlementParts {
  database: Database<PrismaClient>;
  clock: Clock;
  log: Logger;
  metrics: Registry;
  serviceToken: string;
  checkReplies?: boolean;
}

export function createSettlementApp(parts: SettlementParts): Express {
  const { database, clock, log, metrics, serviceToken, checkReplies = false } = parts;
  return createHttpApp({
    info: {
      title: 'manteban settlement service',
      version: '1',
      description: 'Entitlements 待遇备案: registered, changed and ended once each, and what holds on a day.',
    },
    log,
    metrics,
    readiness: { database: database.ping },
    routes: entitlementRoutes(createRegister(database, clock)),
    authorise: serviceTokenAuthoriser(serviceToken),
    checkReplies,
  });
}
