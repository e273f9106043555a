import type { Clock } from '../../platform/clock.ts';
import type { TaskLimits } from '../../domain/tasks/limits.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { EngineDatabase } from '../../store/database.ts';
import type { PolicyStore } from '../../store/policies/policy-versions.ts';
import { createSavedFilterStore } from '../../store/tasks/saved-filters.ts';
import { createTaskChanges } from '../../store/tasks/task-changes.ts';
import { getTaskDetails } from '../../store/tasks/task-details.ts';
import { createTaskList } from '../../store/tasks/task-list.ts';
import { createTaskNoteStore } from '../../store/tasks/task-notes.ts';
import { findTasks, findUntouchedAfter, getTask, type TaskRow } from '../../store/tasks/task-rows.ts';
import { createWorkloadStore } from '../../store/tasks/workload.ts';
import type { AskRulesAgain } from '../../store/cases/asked-again.ts';
import type { TellCase } from '../cases/tell.ts';
import type { RequireDocuments } from '../documents/require-documents.ts';
import type { Speaker } from '../http/speaker.ts';
import type { AbsenceDesk } from '../staff/absences.ts';
import type { StaffRegister } from '../staff/register.ts';
import { createAnswerCheck } from './answer-check.ts';
import type { AnswerTask } from './answers.ts';
import { bulkTaskRoutes } from './bulk-routes.ts';
import { createTaskDesk } from './desk.ts';
import { filterRoutes } from './filter-routes.ts';
import { createHandingOn } from './handing-on.ts';
import { createTaskNotes } from './notes.ts';
import { createTaskReads } from './reads.ts';
import { taskRoutes } from './routes.ts';
import { createSavedFilters } from './saved-filters.ts';
import { createStandingAside } from './standing-aside.ts';
import { createTakingBack } from './taking-back.ts';
import { taskVerbRoutes } from './verb-routes.ts';
import { workloadRoutes } from './workload-routes.ts';

interface TaskParts extends EngineDatabase {
  sealer: Sealer;
  clock: Clock;
  speak: Speaker;
  answer: AnswerTask;
  tell: TellCase;
  requireDocuments: RequireDocuments;
  register: StaffRegister;
  absences: AbsenceDesk;
  limits: TaskLimits;
  policies: PolicyStore;
  askRulesAgain: AskRulesAgain;
}

/** All that reviewers and supervisors do with tasks. */
export function composeTasks(parts: TaskParts) {
  const { prisma, register, absences, clock } = parts;
  const stored = storedTasks(parts);
  const changes = createTaskChanges(parts);
  const filters = createSavedFilters({ filters: createSavedFilterStore(prisma), clock });
  const reads = taskReads(parts);
  const desk = createTaskDesk({ ...parts, changes, check: createAnswerCheck(parts) });
  const handingOn = createHandingOn({ ...parts, ...changes });
  const notes = createTaskNotes({
    ...parts,
    ...stored,
    store: createTaskNoteStore(prisma),
  });
  return [
    ...taskRoutes({ reads, notes, filters }),
    // Before those on one task, whose id `bulk` would be.
    ...bulkTaskRoutes({ ...stored, register, desk, handingOn }),
    ...taskVerbRoutes({
      ...stored,
      presenceOf: absences.presenceOf,
      register,
      reads,
      notes,
      desk,
      handingOn,
      standAside: createStandingAside(changes),
      takeBack: createTakingBack({ ...parts, ...stored, ...changes }),
    }),
    ...filterRoutes(filters),
    ...workloadRoutes(createWorkloadStore(parts)),
  ];
}

/** What people see of tasks, in the list and one by one. */
export function taskReads(parts: EngineDatabase & Pick<TaskParts, 'sealer' | 'clock' | 'speak' | 'policies'>) {
  return createTaskReads({
    ...parts,
    tasks: createTaskList(parts),
    getDetails: (id, acknowledged) => getTaskDetails(parts.run, id, acknowledged),
  });
}

function storedTasks({ prisma, run }: EngineDatabase) {
  return {
    getTask: (id: string) => getTask(run, id),
    getDetails: (id: string) => getTaskDetails(run, id),
    findTasks: (ids: readonly string[]) => findTasks(prisma, ids),
    findUntouchedAfter: (answered: TaskRow) => findUntouchedAfter(prisma, answered),
  };
}
