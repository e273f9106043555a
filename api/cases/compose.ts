import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { CaseMessages } from '../../store/cases/case-messages.ts';
import type { CaseReads } from '../../store/cases/case-reads.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { createNotices } from '../../store/notices/notices.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { createRoundLocks } from '../../store/rounds/round-locks.ts';
import { createConflicts } from '../../store/subjects/conflicts.ts';
import type { RequireDocuments } from '../documents/require-documents.ts';
import type { Speaker } from '../http/speaker.ts';
import { createRoundRecusals } from '../rounds/standing-aside.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';
import type { AnswersAwaited } from './answers-awaited.ts';
import { createCaseDesk } from './case-desk.ts';
import { conflictRoutes } from './conflict-routes.ts';
import { createConflictDesk } from './conflicts.ts';
import { caseMessageRoutes } from './message-routes.ts';
import type { ApplicationReads } from './reads.ts';
import { applicationRoutes } from './routes.ts';
import type { LookAhead } from './submission/outlook.ts';
import type { ReceiveSubmission } from './submission/receive.ts';
import type { TellCase } from './tell.ts';

interface CaseParts extends EngineDatabase {
  sealer: Sealer;
  clock: Clock;
  lookupKey: string;
  policies: PolicyStore;
  caseReads: CaseReads;
  messages: CaseMessages;
  requireDocuments: RequireDocuments;
  receive: ReceiveSubmission;
  start: StartApplication;
  tell: TellCase;
  awaited: AnswersAwaited;
  lookAhead: LookAhead;
  speak: Speaker;
  applications: ApplicationReads;
}

/** Applications: submitted, followed, told something, and who must not take part in them. */
export function composeCases({ caseReads: cases, ...parts }: CaseParts) {
  const { prisma, applications: reads } = parts;
  const desk = createCaseDesk({ ...parts, cases, toldAt: createNotices(prisma).refusalToldAt });
  const conflicts = createConflicts(prisma);
  const { replaceBarred: replaceJudge } = createRoundRecusals({ ...parts, locks: createRoundLocks(parts) });
  return [
    ...applicationRoutes({ ...parts, reads }),
    ...caseMessageRoutes({ desk }),
    ...conflictRoutes(createConflictDesk({ ...parts, cases, conflicts, replaceJudge })),
  ];
}
