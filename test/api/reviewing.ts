import { createConflicts } from '../../api/cases/conflicts.ts';
import { conflictRoutes } from '../../api/cases/conflict-routes.ts';
import type { TellCase } from '../../api/cases/tell.ts';
import { createRoundRecusals } from '../../api/rounds/standing-aside.ts';
import { createAbsences } from '../../api/staff/absences.ts';
import { composeStaff } from '../../api/staff/compose.ts';
import { createStaffRegister } from '../../api/staff/register.ts';
import type { AnswerTask } from '../../api/tasks/answers.ts';
import { composeTasks } from '../../api/tasks/compose.ts';
import type { Speaker } from '../../api/http/speaker.ts';
import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';

interface Parts {
  prisma: PrismaClient;
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
  speak: Speaker;
  answer: AnswerTask;
  tell: TellCase;
}

/** What reviewers and supervisors work with: tasks, the staff register, and who must not take part in a case. */
export function composeReviewing(parts: Parts) {
  const register = createStaffRegister(parts);
  const absences = createAbsences({ ...parts, register });
  const staffed = { ...parts, register, absences };
  const { replaceBarred } = createRoundRecusals(parts);
  return {
    substitutedBy: absences.substitutedBy,
    routes: [
      ...composeTasks(staffed),
      ...composeStaff(staffed),
      ...conflictRoutes(createConflicts({ ...parts, replaceJudge: replaceBarred })),
    ],
  };
}
