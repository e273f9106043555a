import type { Clock } from '../../platform/clock.ts';
import type { EngineDatabase } from '../../store/database.ts';
import type { PublishedPolicies } from '../../store/policies/published-policies.ts';
import { createRegistryEventReads } from '../../store/registers/registry-event-reads.ts';
import { createRegistryEventRecorder } from '../../store/registers/registry-events.ts';
import type { StartRegistryEvents } from '../temporal/registry-events-starter.ts';
import { createEventReader } from './read.ts';
import { createEventReceiver } from './receive.ts';
import { registryEventRoutes } from './routes.ts';

interface ContinuityParts extends Pick<EngineDatabase, 'prisma'> {
  clock: Clock;
  lookupKey: string;
  startRegistryEvents: StartRegistryEvents;
  published: PublishedPolicies;
}

/** 登记变更: what other departments report. */
export function composeContinuity({ prisma, startRegistryEvents: start, ...parts }: ContinuityParts) {
  return registryEventRoutes({
    receive: createEventReceiver({ ...parts, start, record: createRegistryEventRecorder(prisma) }),
    read: createEventReader(createRegistryEventReads(prisma)),
  });
}
