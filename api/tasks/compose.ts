import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RunStatement } from '../../platform/database.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { TellCase } from '../cases/tell.ts';
import type { RequireDocuments } from '../documents/require-documents.ts';
import type { Speaker } from '../http/speaker.ts';
import type { AbsenceDesk } from '../staff/absences.ts';
import type { StaffRegister } from '../staff/register.ts';
import type { AnswerTask } from './answers.ts';
import { bulkTaskRoutes } from './bulk-routes.ts';
import { createTaskChanges } from './change.ts';
import { createTaskDesk } from './desk.ts';
import { filterRoutes } from './filter-routes.ts';
import { createHandingOn } from './handing-on.ts';
import { createNextTask } from './next.ts';
import { createTaskNotes } from './notes.ts';
import { createTaskQuery } from './query.ts';
import { createTaskReads } from './reads.ts';
import { taskRoutes } from './routes.ts';
import { createSavedFilters } from './saved-filters.ts';
import { createStandingAside } from './standing-aside.ts';
import { createTakingBack } from './taking-back.ts';
import { taskVerbRoutes } from './verb-routes.ts';
import { workloadRoutes } from './workload-routes.ts';
import { createWorkload } from './workload.ts';

interface TaskParts {
  prisma: PrismaClient;
  run: RunStatement;
  sealer: Sealer;
  clock: Clock;
  speak: Speaker;
  answer: AnswerTask;
  tell: TellCase;
  requireDocuments: RequireDocuments;
  register: StaffRegister;
  absences: AbsenceDesk;
}

/** All that reviewers and supervisors do with tasks. */
export function composeTasks(parts: TaskParts) {
  const { prisma, run, register, absences } = parts;
  const filters = createSavedFilters(parts);
  const change = createTaskChanges(parts);
  const reads = createTaskReads({ ...parts, query: createTaskQuery(parts) });
  const desk = createTaskDesk({ ...parts, change });
  const handingOn = createHandingOn({ ...parts, change });
  const notes = createTaskNotes(parts);
  return [
    ...taskRoutes({ reads, notes, filters, nextTask: createNextTask(parts) }),
    // Before those on one task, whose id `bulk` would be.
    ...bulkTaskRoutes({ prisma, register, desk, handingOn }),
    ...taskVerbRoutes({
      run,
      substitutedBy: absences.substitutedBy,
      register,
      reads,
      notes,
      desk,
      handingOn,
      standAside: createStandingAside({ ...parts, change }),
      takeBack: createTakingBack({ ...parts, change }),
    }),
    ...filterRoutes(filters),
    ...workloadRoutes(createWorkload(parts)),
  ];
}
