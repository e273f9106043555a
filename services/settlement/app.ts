import type { Express } from 'express';
import type { Registry } from 'prom-client';
import type { PrismaClient } from '../../generated/settlement/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { createHttpApp } from '../../platform/http/app.ts';
import type { Logger } from '../../platform/log.ts';
import type { Provider } from '../../platform/provider-credentials.ts';
import { createClaimDesk } from './claim-desk.ts';
import { claimRoutes } from './claim-routes.ts';
import { createAuthoriser } from './permissions.ts';
import { factsRoutes } from './facts-routes.ts';
import { personRoutes } from './person-routes.ts';
import { readPolicies, type Policies } from './policies.ts';
import { createRegister } from './register.ts';
import { reportRoutes } from './report-routes.ts';
import { entitlementRoutes } from './routes.ts';
import { termsRoutes } from './terms-routes.ts';
import { treatmentRoutes } from './treatment-routes.ts';

export interface SettlementParts {
  database: Database<PrismaClient>;
  clock: Clock;
  log: Logger;
  metrics: Registry;
  /** Of the engine: `current[,older…]`. */
  serviceToken: string;
  /** As they are now; left out: there are none, and nobody settles. */
  providers?: () => readonly Provider[];
  /** Left out: the packs as they stand, without an operator's overlays. */
  policies?: Policies;
  checkReplies?: boolean;
}

export function createSettlementApp(parts: SettlementParts): Express {
  const { database, clock, log, metrics, policies = readPolicies(), checkReplies = false } = parts;
  const { serviceToken, providers = () => [] } = parts;
  return createHttpApp({
    info: {
      title: 'manteban settlement service',
      version: '1',
      description:
        'Entitlements 待遇备案: registered, changed and ended once each, and what holds on a day. ' +
        'Claims: settled in one stop by three layers, taken back, corrected, explained; who was ' +
        'treated for what, as far as they say so. Reports of a year.',
    },
    log,
    metrics,
    readiness: { database: database.ping },
    routes: [
      ...entitlementRoutes(createRegister(database, clock), policies),
      ...claimRoutes(createClaimDesk(database.pool, clock, policies), policies, database.pool),
      ...factsRoutes(database.pool, clock, policies),
      ...personRoutes(database.pool, policies),
      ...termsRoutes(database.pool, policies),
      ...treatmentRoutes(database.pool),
      ...reportRoutes(database.pool, clock),
    ],
    authorise: createAuthoriser(serviceToken, providers),
    checkReplies,
  });
}
