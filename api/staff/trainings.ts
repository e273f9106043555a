import { randomUUID } from 'node:crypto';
import type { Caller } from '../../domain/access/access.ts';
import { DomainError } from '../../domain/errors.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { PrismaClient, Training } from '../../generated/engine/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { dateOf } from '../../store/rows.ts';
import type { StaffRegister } from './register.ts';

export interface TrainingEntry {
  readonly topic: string;
  readonly on: PlainDate;
  /** Last day on which it counts; undefined = for good. */
  readonly validUntil?: PlainDate | undefined;
}

interface Dependencies {
  prisma: PrismaClient;
  clock: Clock;
  register: StaffRegister;
}

export type Trainings = ReturnType<typeof createTrainings>;

/** 培训: who was trained in what, when, and until when it counts. What is recorded stays. */
export function createTrainings({ prisma, clock, register }: Dependencies) {
  return {
    /** @throws DomainError NOT_FOUND, NOT_PERMITTED, STATE_CONFLICT where it is recorded already. */
    async record(subject: string, { topic, on, validUntil }: TrainingEntry, caller: Caller): Promise<Training> {
      await register.get(subject, caller);
      checkTerm(on, validUntil);
      const days = { on: dateOf(on), validUntil: validUntil ? dateOf(validUntil) : null };
      const row = { id: randomUUID(), subject, topic, ...days, recordedBy: caller.subject, recordedAt: clock.now() };
      const { count } = await prisma.training.createMany({ data: [row], skipDuplicates: true });
      if (count === 1) return row;
      throw new DomainError('STATE_CONFLICT', 'This training of that day is recorded already.', {
        params: { subject, topic, on, state: 'recorded' },
      });
    },

    /** Latest first. @throws DomainError NOT_FOUND, NOT_PERMITTED */
    async of(subject: string, caller: Caller): Promise<Training[]> {
      await register.get(subject, caller);
      return prisma.training.findMany({ where: { subject }, orderBy: [{ on: 'desc' }, { topic: 'asc' }] });
    },
  };
}

function checkTerm(on: PlainDate, validUntil: PlainDate | undefined): void {
  if (validUntil === undefined || on <= validUntil) return;
  const findings = [{ where: '/body/validUntil', problem: 'is before the training', hint: `a day from ${on}` }];
  throw new DomainError('INVALID_REQUEST', 'This training would never have counted.', { findings });
}
