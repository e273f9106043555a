import { createConflictDesk } from '../../api/cases/conflicts.ts';
import { conflictRoutes } from '../../api/cases/conflict-routes.ts';
import type { TellCase } from '../../api/cases/tell.ts';
import { createRoundRecusals } from '../../api/rounds/standing-aside.ts';
import { createAbsenceDesk } from '../../api/staff/absences.ts';
import { composeStaff } from '../../api/staff/compose.ts';
import { createStaffRegister } from '../../api/staff/register.ts';
import { createDocumentCheck } from '../../api/documents/require-documents.ts';
import type { AnswerTask } from '../../api/tasks/answers.ts';
import { composeInbox } from '../../api/inbox/compose.ts';
import { composeTasks } from '../../api/tasks/compose.ts';
import type { Speaker } from '../../api/http/speaker.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { TaskLimits } from '../../domain/tasks/limits.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { createCaseReads } from '../../store/cases/case-reads.ts';
import { createAskingAgain } from '../../store/cases/asked-again.ts';
import { createPrismaCaseStore } from '../../store/cases/case-store.ts';
import { createUploads } from '../../store/documents/uploads.ts';
import { createAbsences } from '../../store/staff/absences.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { registeredFacts } from '../../store/registers/registered-facts.ts';
import { createRoundLocks } from '../../store/rounds/round-locks.ts';
import { createStaffMembers } from '../../store/staff/staff-members.ts';
import { createConflicts } from '../../store/subjects/conflicts.ts';

interface Parts {
  prisma: PrismaClient;
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
  speak: Speaker;
  answer: AnswerTask;
  policies: PolicyStore;
  tell: TellCase;
  limits?: TaskLimits;
}

/** What reviewers and supervisors work with: tasks, the staff register, and who must not take part in a case. */
export function composeReviewing(parts: Parts) {
  const { prisma, limits = {} } = parts;
  const register = createStaffRegister({ ...parts, members: createStaffMembers(parts) });
  const absences = createAbsenceDesk({ ...parts, register, absences: createAbsences(parts) });
  const requireDocuments = createDocumentCheck(createUploads(prisma));
  const askRulesAgain = createAskingAgain({
    ...parts,
    cases: createPrismaCaseStore(parts, parts.sealer),
    factsOf: registeredFacts(parts, parts.sealer),
  });
  const staffed = { ...parts, limits, register, absences, requireDocuments, askRulesAgain };
  const cases = createCaseReads(parts);
  const conflicts = createConflicts(prisma);
  const { replaceBarred: replaceJudge } = createRoundRecusals({ ...parts, locks: createRoundLocks(parts) });
  return {
    presenceOf: absences.presenceOf,
    askRulesAgain,
    routes: [
      ...composeInbox({ ...parts, limits }),
      ...composeTasks(staffed),
      ...composeStaff(staffed),
      ...conflictRoutes(createConflictDesk({ ...parts, cases, conflicts, replaceJudge })),
    ],
  };
}
