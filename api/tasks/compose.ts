import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import { createConflicts } from '../cases/conflicts.ts';
import type { TellCase } from '../cases/tell.ts';
import { createSavedFilters } from './saved-filters.ts';
import { conflictRoutes } from '../cases/conflict-routes.ts';
import { filterRoutes } from './filter-routes.ts';
import { staffRoutes } from '../staff/routes.ts';
import { bulkTaskRoutes } from './bulk-routes.ts';
import { taskVerbRoutes } from './verb-routes.ts';
import { taskRoutes } from './routes.ts';
import { trainingRoutes } from '../staff/training-routes.ts';
import { workloadRoutes } from './workload-routes.ts';
import { createRoundRecusals } from '../rounds/standing-aside.ts';
import type { Speaker } from '../http/speaker.ts';
import { createAbsences } from '../staff/absences.ts';
import { createStaffRegister } from '../staff/register.ts';
import { createTrainings } from '../staff/trainings.ts';
import type { AnswerTask } from './answers.ts';
import { createTaskChanges } from './change.ts';
import { createTaskDesk } from './desk.ts';
import { createHandingOn } from './handing-on.ts';
import { createNextTask } from './next.ts';
import { createTaskNotes } from './notes.ts';
import { createTaskQuery } from './query.ts';
import { createTaskReads } from './reads.ts';
import { createStandingAside } from './standing-aside.ts';
import { createTakingBack } from './taking-back.ts';
import { createWorkload } from './workload.ts';

export interface ReviewingParts {
  prisma: PrismaClient;
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
  speak: Speaker;
  answer: AnswerTask;
  tell: TellCase;
}

/**
 * All that reviewers and supervisors work with; `substitutedBy` tells whoever reads tokens for whom somebody stands in.
 */
export function composeReviewing(parts: ReviewingParts) {
  const register = createStaffRegister(parts);
  const absences = createAbsences({ ...parts, register });
  const filters = createSavedFilters(parts);
  const change = createTaskChanges(parts);
  const reads = createTaskReads({ ...parts, query: createTaskQuery(parts) });
  const desk = createTaskDesk({ ...parts, change, register });
  const handingOn = createHandingOn({ ...parts, change });
  const notes = createTaskNotes(parts);
  return {
    substitutedBy: absences.substitutedBy,
    routes: [
      ...taskRoutes({ reads, notes, filters, nextTask: createNextTask({ ...parts, register }) }),
      // Before those on one task, whose id `bulk` would be.
      ...bulkTaskRoutes({ prisma: parts.prisma, register, desk, handingOn }),
      ...taskVerbRoutes({
        run: parts.run,
        substitutedBy: absences.substitutedBy,
        register,
        reads,
        notes,
        desk,
        handingOn,
        standAside: createStandingAside({ ...parts, change }),
        takeBack: createTakingBack({ ...parts, change }),
      }),
      ...staffRoutes({ register, absences }),
      ...trainingRoutes(createTrainings({ ...parts, register })),
      ...filterRoutes(filters),
      ...conflictRoutes(createConflicts({ ...parts, replaceJudge: createRoundRecusals(parts).replaceBarred })),
      ...workloadRoutes(createWorkload(parts)),
    ],
  };
}
