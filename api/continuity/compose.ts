import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { StartRegistryEvents } from '../temporal/registry-events-starter.ts';
import { createEventReceiver } from './receive.ts';
import { registryEventRoutes } from './routes.ts';

interface ContinuityParts {
  prisma: PrismaClient;
  clock: Clock;
  lookupKey: string;
  startRegistryEvents: StartRegistryEvents;
}

/** 登记变更: what other departments report. */
export function composeContinuity({ startRegistryEvents: start, ...parts }: ContinuityParts) {
  return registryEventRoutes({ receive: createEventReceiver({ ...parts, start }) });
}
