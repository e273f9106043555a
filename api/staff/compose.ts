import type { Clock } from '../../platform/clock.ts';
import type { EngineDatabase } from '../../store/database.ts';
import { createTrainings } from '../../store/staff/trainings.ts';
import type { AbsenceDesk } from './absences.ts';
import type { StaffRegister } from './register.ts';
import { staffRoutes } from './routes.ts';
import { trainingRoutes } from './training-routes.ts';
import { createTrainingDesk } from './trainings.ts';

interface StaffParts extends EngineDatabase {
  clock: Clock;
  register: StaffRegister;
  absences: AbsenceDesk;
}

/** Who works here, who is away, and who was trained in what. */
export function composeStaff({ prisma, ...parts }: StaffParts) {
  const trainings = createTrainings(prisma);
  return [...staffRoutes(parts), ...trainingRoutes(createTrainingDesk({ ...parts, trainings }))];
}
