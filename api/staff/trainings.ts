import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Training, TrainingEntry, Trainings } from '../../store/staff/trainings.ts';
import type { StaffRegister } from './register.ts';

interface Dependencies {
  trainings: Trainings;
  clock: Clock;
  register: StaffRegister;
}

export type TrainingDesk = ReturnType<typeof createTrainingDesk>;

/** 培训: who was trained in what, when, and until when it counts. */
export function createTrainingDesk({ trainings, clock, register }: Dependencies) {
  return {
    /** @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT where it is recorded already. */
    async record(subject: string, entry: TrainingEntry, caller: Caller): Promise<Training> {
      await register.get(subject, caller);
      checkTerm(entry);
      const recorded = await trainings.record(subject, entry, caller.subject, clock.now());
      if (recorded) return recorded;
      const { topic, on } = entry;
      throw new DomainError('STATE_CONFLICT', 'This training of that day is recorded already.', {
        params: { subject, topic, on, state: 'recorded' },
      });
    },

    /** Latest first. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async of(subject: string, caller: Caller): Promise<Training[]> {
      await register.get(subject, caller);
      return trainings.of(subject);
    },
  };
}

function checkTerm({ on, validUntil }: TrainingEntry): void {
  if (validUntil === undefined || on <= validUntil) return;
  const findings = [{ where: '/body/validUntil', problem: 'is before the training', hint: `a day from ${on}` }];
  throw new DomainError('INVALID_REQUEST', 'This training would never have counted.', { findings });
}
