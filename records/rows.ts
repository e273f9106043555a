import { Prisma } from '../generated/engine/client.ts';
import type { PlainDate } from '../domain/plain-date.ts';

/** Columns of type `date` come as midnight UTC. */
export function dayOf(date: Date): PlainDate {
  return date.toISOString().slice(0, 10) as PlainDate;
}

export function dateOf(day: PlainDate): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function isUniqueViolation(error: unknown): error is Prisma.PrismaClientKnownRequestError {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
