import { randomUUID } from 'node:crypto';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { PrismaClient, Training } from '../../generated/engine/client.ts';
import { dateOf } from '../rows.ts';

export type { Training };

export interface TrainingEntry {
  readonly topic: string;
  readonly on: PlainDate;
  /** Last day on which it counts; undefined = for good. */
  readonly validUntil?: PlainDate | undefined;
}

export type Trainings = ReturnType<typeof createTrainings>;

/** What is recorded stays. */
export function createTrainings(prisma: PrismaClient) {
  return {
    /** undefined where the training of that day is recorded already. */
    async record(subject: string, entry: TrainingEntry, recordedBy: string, recordedAt: Date) {
      const { topic, on, validUntil } = entry;
      const days = { on: dateOf(on), validUntil: validUntil ? dateOf(validUntil) : null };
      const row: Training = { id: randomUUID(), subject, topic, ...days, recordedBy, recordedAt };
      const { count } = await prisma.training.createMany({ data: [row], skipDuplicates: true });
      return count === 1 ? row : undefined;
    },

    /** Latest first. */
    of: (subject: string): Promise<Training[]> =>
      prisma.training.findMany({ where: { subject }, orderBy: [{ on: 'desc' }, { topic: 'asc' }] }),
  };
}
