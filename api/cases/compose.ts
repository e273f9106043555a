import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import type { Speaker } from '../http/speaker.ts';
import { createRoundRecusals } from '../rounds/standing-aside.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';
import type { AnswersAwaited } from './answers-awaited.ts';
import { createCaseDesk } from './case-desk.ts';
import { conflictRoutes } from './conflict-routes.ts';
import { createConflicts } from './conflicts.ts';
import { caseMessageRoutes } from './message-routes.ts';
import type { ApplicationReads } from './reads.ts';
import { applicationRoutes } from './routes.ts';
import type { LookAhead } from './submission/outlook.ts';
import type { ReceiveSubmission } from './submission/receive.ts';
import type { TellCase } from './tell.ts';

interface CaseParts {
  prisma: PrismaClient;
  sealer: Sealer;
  clock: Clock;
  lookupKey: string;
  policies: PolicyStore;
  receive: ReceiveSubmission;
  start: StartApplication;
  tell: TellCase;
  awaited: AnswersAwaited;
  lookAhead: LookAhead;
  speak: Speaker;
  applications: ApplicationReads;
}

/** Applications: submitted, followed, told something, and who must not take part in them. */
export function composeCases(parts: CaseParts) {
  const { replaceBarred } = createRoundRecusals(parts);
  return [
    ...applicationRoutes({ ...parts, reads: parts.applications }),
    ...caseMessageRoutes({ desk: createCaseDesk(parts) }),
    ...conflictRoutes(createConflicts({ ...parts, replaceJudge: replaceBarred })),
  ];
}
