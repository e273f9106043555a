import type { PrismaClient } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Absences } from './absences.ts';
import type { StaffRegister } from './register.ts';
import { staffRoutes } from './routes.ts';
import { trainingRoutes } from './training-routes.ts';
import { createTrainings } from './trainings.ts';

interface StaffParts {
  prisma: PrismaClient;
  clock: Clock;
  register: StaffRegister;
  absences: Absences;
}

/** Who works here, who is away, and who was trained in what. */
export function composeStaff(parts: StaffParts) {
  return [...staffRoutes(parts), ...trainingRoutes(createTrainings(parts))];
}
