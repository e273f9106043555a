import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { outreachRoutes } from './routes.ts';
import type { Speaker } from '../http/speaker.ts';
import type { LookAhead } from '../cases/submission/outlook.ts';
import type { ReceiveSubmission } from '../cases/submission/receive.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';
import { createContactApplications } from './applying.ts';
import { createContactReads } from './contacts.ts';
import { createOutreachDesk } from './desk.ts';
import { createContactOutlook } from './outlook.ts';
import { createOutreachResults } from './results.ts';

interface OutreachParts {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  policies: PolicyStore;
  speak: Speaker;
  receive: ReceiveSubmission;
  start: StartApplication;
  lookAhead: LookAhead;
}

/** All that officers and helpers work with in outreach 主动办. */
export function composeOutreach(parts: OutreachParts) {
  const desk = createOutreachDesk(parts);
  return outreachRoutes({
    desk,
    reads: createContactReads(parts),
    lookAhead: createContactOutlook(parts),
    apply: createContactApplications({ ...parts, desk }),
    results: createOutreachResults(parts),
  });
}
